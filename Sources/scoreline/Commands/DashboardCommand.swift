import Access
import ArgumentParser
import Dashboard
import Logging
import ServiceLifecycle
import Settings
import UnixSignals

/// `scoreline dashboard`: parses, composes, runs.
struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard", abstract: "Serve pages that show what status and its kind print, live, over HTTP.",
        discussion: HelpText.discussion(
            """
            Without further flags it shows everything to whoever reaches it, and changes nothing. SIGTERM or SIGINT stops it.
            """,
            examples:
                "scoreline dashboard --listen 127.0.0.1:9000",
            "scoreline dashboard --allow-actions --token-file tokens"))

    @Option(help: ArgumentHelp("Where to listen. Default 127.0.0.1:8080.", valueName: "address:port"))
    var listen: String?

    @Flag(help: "Let visitors pause, retry, discard, drain, publish and roll back.")
    var allowActions = false

    @Option(help: ArgumentHelp("The people who may come in: a line with NAME TOKEN for each.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "A proxy in front logs people in and says in this header who asks, such as X-Forwarded-User.",
            valueName: "name"))
    var identityHeader: String?

    @Flag(help: "Nothing but a proxy can reach it: believe what the proxy says of who asks, and from where.")
    var trustProxy = false

    @Option(help: ArgumentHelp("A name by which browsers reach it; repeat it for several.", valueName: "name"))
    var host: [String] = []

    @Option(help: ArgumentHelp("Most bytes of a model file that is uploaded. Default 67108864.", valueName: "bytes"))
    var maxUpload: String?

    @OptionGroup(title: "The Redis to promote versions from")
    var source: SourceOptions

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let settings = try options.settings(
            source.flags.merging([
                "listen": listen, "allow-actions": allowActions.asSetting, "token-file": tokenFile,
                "identity-header": identityHeader, "trust-proxy": trustProxy.asSetting,
                "host": host.isEmpty ? nil : host.joined(separator: ","), "max-upload": maxUpload,
            ]) { $1 })
        let place = try settings.value(.address("listen", default: ListenAddress(host: "127.0.0.1", port: 8080)))
        let (redis, keyspace) = (try settings.redis, try settings.keyspace)
        var logger = Logger(label: "scoreline-dashboard") { StreamLogHandler.standardError(label: $0) }
        // The library tells of each connection that a browser drops.
        logger.logLevel = .warning
        let keeper = try settings.gatekeeper(listeningOn: place.host) { [logger] in logger.warning("\($0)") }
        let actions = SteeringActions(
            keeper: keeper, redis: redis, keyspace: keyspace,
            source: try settings.source.map { SteeringActions.Source(redis: $0.redis, keyspace: $0.keyspace) },
            maximumUpload: try settings.value(.integer("max-upload", default: 64 << 20, in: 1...512 << 20)))
        let observatory = Observatory(redis, keyspace)
        let server = DashboardServer(
            address: place.host, port: place.port, observatory: observatory, keeper: keeper,
            actions: keeper.allowsActions ? actions : nil, logger: logger,
            onListening: { port in
                StandardError.write("the dashboard is at http://\(ListenAddress(host: place.host, port: port))/\n")
            })
        do {
            try await ServiceGroup(
                configuration: .init(
                    services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            ).run()
        } catch let error as DashboardError {
            throw ProgramFailure(.workFailed, error.description)
        }
    }
}
