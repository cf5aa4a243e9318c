import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks the admin endpoint of a running process for its health, as Kubernetes would, from beside it.
package struct AdminProbe: Sendable {
    private let address: String
    private let port: Int
    private let timeout: Duration

    /// An address that stands for every address of the host is asked over loopback.
    package init(address: String, port: Int, timeout: Duration) {
        let everyAddress = ["0.0.0.0": "127.0.0.1", "::": "::1"]
        self.address = everyAddress[address] ?? address
        self.port = port
        self.timeout = timeout
    }

    package struct Answer: Sendable {
        package let isOK: Bool
        package let status: Int
        package let body: String
    }

    /// The answer to `GET /path`; throws when there is none in time.
    package func ask(_ path: String) async throws(AdminProbeError) -> Answer {
        let end = NIODeadline.now() + .init(timeout)
        let channel: NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>
        do { channel = try await connect() } catch {
            let reason = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
            throw AdminProbeError(
                description: "can't connect to \(place): \(Self.text(reason)); check that the worker runs with --admin")
        }
        // Closing ends the answer, whatever the other side does; nothing waits longer.
        let closing = channel.channel.eventLoop.scheduleTask(deadline: end) { channel.channel.close(promise: nil) }
        defer { closing.cancel() }
        var reason = "the connection was closed"
        do {
            if let answer = try await exchange(path, over: channel) { return answer }
        } catch let error as AdminProbeError {
            throw error
        } catch {
            reason = "\(error)"
        }
        // What closing has cut off looks like an error of the other side.
        let description = "\(place) did not answer /\(path)"
        throw AdminProbeError(
            description: description + (NIODeadline.now() < end ? ": \(reason)" : " within \(timeout)"))
    }

    private var place: String { "\(address):\(port)" }

    /// The system's word for an error of the system, without the steps that NIO took before.
    private static func text(_ error: any Error) -> String {
        guard let code = (error as? IOError)?.errnoCode else { return "\(error)" }
        return unsafe String(cString: strerror(code))
    }

    private func connect() async throws -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .connectTimeout(.init(timeout))
            .connect(host: address, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    /// Nil when the connection ends before the answer does.
    private func exchange(
        _ path: String, over channel: NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>
    ) async throws -> Answer? {
        try await channel.executeThenClose { inbound, outbound in
            let headers: HTTPHeaders = ["Host": address, "Connection": "close"]
            try await outbound.write(.head(.init(version: .http1_1, method: .GET, uri: "/" + path, headers: headers)))
            try await outbound.write(.end(nil))
            var status: HTTPResponseStatus?
            var body = ByteBuffer()
            for try await part in inbound {
                switch part {
                case .head(let head): status = head.status
                case .body(let piece):
                    guard body.readableBytes + piece.readableBytes <= Self.maximumBody else {
                        throw AdminProbeError(
                            description: "\(place) answers /\(path) with more than \(Self.maximumBody) bytes")
                    }
                    body.writeImmutableBuffer(piece)
                case .end:
                    return status.map {
                        Answer(isOK: $0 == .ok, status: Int($0.code), body: String(buffer: body))
                    }
                }
            }
            return nil
        }
    }

    /// Health is one sentence; more comes from something else.
    private static let maximumBody = 64 << 10
}

/// Why a probe has no answer.
package struct AdminProbeError: Error, Sendable, CustomStringConvertible {
    package let description: String
}
