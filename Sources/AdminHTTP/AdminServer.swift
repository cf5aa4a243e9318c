import Hummingbird
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// What the admin endpoint tells; every closure is called on the server's thread and must not block.
package struct AdminSource: Sendable {
    /// Whether the process makes progress; nil, or the sentence that says what hangs.
    package var hang: @Sendable () -> String?
    /// Whether jobs are scored; nil, or the sentence that says what is missing.
    package var unready: @Sendable () -> String?
    package var metrics: @Sendable () -> String

    package init(
        hang: @escaping @Sendable () -> String?, unready: @escaping @Sendable () -> String?,
        metrics: @escaping @Sendable () -> String
    ) {
        self.hang = hang
        self.unready = unready
        self.metrics = metrics
    }
}

/// `/livez`, `/readyz` and `/metrics` of one process, for Kubernetes and Prometheus.
package struct AdminServer: Service {
    private let address: String
    private let application: Application<RouterResponder<BasicRequestContext>>

    /// `onListening` gets the port, which the system chooses when `port` is 0.
    package init(
        address: String, port: Int, source: AdminSource, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.get("livez") { _, _ in Self.health(source.hang()) }
        router.get("readyz") { _, _ in Self.health(source.unready()) }
        router.get("metrics") { _, _ in
            Self.text(source.metrics(), status: .ok, type: "text/plain; version=0.0.4; charset=utf-8")
        }
        self.address = "\(address):\(port)"
        application = Application(
            router: router, configuration: .init(address: .hostname(address, port: port), serverName: "scoreline"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            // One thread: a probe every few seconds needs no more, and the cores belong to the lanes.
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: logger)
    }

    package func run() async throws {
        do { try await application.run() } catch let error as IOError {
            throw AdminServerError(
                description:
                    "can't listen on \(address), which --admin names: \(unsafe String(cString: strerror(error.errnoCode))); name another port, or stop what listens there"
            )
        }
    }

    private static func health(_ problem: String?) -> Response {
        problem.map { text($0 + "\n", status: .serviceUnavailable) } ?? text("ok\n", status: .ok)
    }

    private static func text(
        _ body: String, status: HTTPResponse.Status, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}

/// The endpoint can't be served.
package struct AdminServerError: Error, Sendable, CustomStringConvertible {
    package let description: String
}
