package import Access
import Hummingbird
import HummingbirdCore
import JSONBytes
import Keyspace
package import Logging
import Monitoring
import NIOCore
import NIOPosix
import ServiceLifecycle
import Steering

/// `scoreline dashboard`: serves until it is told to stop.
package struct DashboardServer: Service {
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
        LoginRoutes(keeper, site).add(to: router)
        Self.addAssets(router)
        Self.addPages(router, site)
        Self.addJSON(router, site)
        actions?.addRoutes(to: router, site)
        router.get("**") { request, context in await site.absent(request, context) }
        self.address = "\(address):\(port)"
        self.observatory = observatory
        application = Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [SlowReaderHandler()], idleTimeout: .seconds(120),
                    httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10))),
            configuration: .init(
                address: .hostname(address, port: port), serverName: "scoreline",
                availableConnectionsDelegate: MaximumAvailableConnections(1024)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: logger)
    }

    package func run() async throws {
        do { try await application.run() } catch let error as IOError {
            throw DashboardError(description: "can't listen on \(address), which --listen names: \(error)")
        }
        await observatory.shutDown()
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

    private static func addPages(_ router: Router<DashboardContext>, _ site: DashboardSite) {
        func page(_ path: RouterPath, _ draw: @escaping DashboardSite.Draw) {
            router.get(path) { await site.page($0, $1, draw) }
        }
        let observatory = site.observatory
        page("") { visit, _ in OverviewPage.page(try await observatory.overview(), visit) }
        router.get("models/:model") { _, context in
            let name = context.parameters.get("model") ?? ""
            return Answer.redirect(to: (try? observatory.keys(of: name)).map { Tab.queue.path($0.name) } ?? "/")
        }
        page("models/:model/queue") { visit, parameters in
            QueuePage.page(try await observatory.status(of: try parameters.require("model")), visit)
        }
        page("models/:model/audit") { _, parameters in
            let model = try parameters.require("model")
            return AuditPage.page(try await observatory.audit(of: model), model: model)
        }
        page("models/:model/workers") { visit, parameters in
            WorkersPage.page(try await observatory.status(of: try parameters.require("model")), visit)
        }
    }

    private static func addJSON(_ router: Router<DashboardContext>, _ site: DashboardSite) {
        func json(_ path: RouterPath, _ read: @escaping DashboardSite.Read) {
            router.get(path) { await site.json($0, $1, read) }
        }
        let observatory = site.observatory
        json("api/status") { _, _ in try await observatory.overview().json }
        json("api/models/:model/audit") { _, parameters in
            let model = try parameters.require("model")
            return .object([
                .init("model", .string(model)),
                .init("entries", .array(try await observatory.audit(of: model).map(\.json))),
            ])
        }
        json("api/models/:model/status") { _, parameters in
            try await observatory.status(of: try parameters.require("model")).status.json
        }
    }
}

/// The dashboard can't be served.
package struct DashboardError: Error, Sendable, CustomStringConvertible {
    package let description: String
}
