package import Access
import Glibc
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// `scoreline dashboard`: serves until it is told to stop.
package struct DashboardServer: Service {
    /// Who does not finish a request, or asks for nothing more, makes room for others: connections are bounded.
    private static let idleTimeout = TimeAmount.seconds(20)
    private static let connections = 1024

    private let address: String
    private let observatory: Observatory
    private let application: Application<RouterResponder<DashboardContext>>

    /// `onListening` gets the port, which the system chooses when `port` is 0. Without `actions` nobody can change anything.
    /// `keeper` is asked before every page, every answer and every action.
    package init(
        address: String, port: Int, observatory: Observatory, keeper: Gatekeeper, actions: SteeringActions? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let router = Router(context: DashboardContext.self, options: .autoGenerateHeadEndpoints)
        // Before what asks who it is: the platform has no login.
        router.get("livez") { _, _ in Answer.text("ok\n") }
        router.get("readyz") { _, _ in Answer.text("ok\n") }
        router.add(middleware: AccessMiddleware(keeper))
        let site = DashboardSite(observatory: observatory, actions: actions)
        router.add(middleware: AbsentMiddleware(site: site))
        LoginRoutes(keeper, site).add(to: router)
        Self.addAssets(router)
        site.addPages(to: router)
        site.addJSON(to: router)
        if let actions { actions.addRoutes(to: router, site) } else { Self.refuseActions(router) }
        self.address = "\(address):\(port)"
        self.observatory = observatory
        application = Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [SlowReaderHandler()], idleTimeout: Self.idleTimeout,
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10))),
            configuration: .init(
                address: .hostname(address, port: port), serverName: "scoreline",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.connections)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: logger)
    }

    package func run() async throws {
        do { try await application.run() } catch let error as IOError {
            throw DashboardError(
                description: "can't listen on \(address), which --listen names: "
                    + "\(unsafe String(cString: strerror(error.errnoCode))); name another port, or stop what listens there"
            )
        }
        await observatory.shutDown()
    }

    /// Who acts on a dashboard that only shows hears why nothing happens.
    private static func refuseActions(_ router: Router<DashboardContext>) {
        for path in ["models/:model/actions/:act", "api/models/:model/actions/:act"] {
            router.post(RouterPath(path)) { request, _ in
                AccessMiddleware.denied(Gatekeeper.onlyShows, .forbidden, request)
            }
        }
    }

    private static func addAssets(_ router: Router<DashboardContext>) {
        router.get("assets/:stamp/:name") { _, context in
            let (stamp, name) = (context.parameters.get("stamp"), context.parameters.get("name"))
            guard let asset = Asset.all.first(where: { $0.name == name && $0.stamp == stamp }) else {
                return Answer.text("there is no such file\n", status: .notFound)
            }
            return Answer.asset(asset)
        }
    }
}

/// The dashboard can't be served.
package struct DashboardError: Error, Sendable, CustomStringConvertible {
    package let description: String
}
