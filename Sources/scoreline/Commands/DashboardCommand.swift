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
        discussion: "It shows everything to whoever reaches it, and changes nothing. SIGTERM or SIGINT stops it.")

    @Option(help: ArgumentHelp("Where to listen. Default 127.0.0.1:8080.", valueName: "address:port"))
    var listen: String?

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let settings = try options.settings(["listen": listen])
        let place = try settings.value(.address("listen", default: ListenAddress(host: "127.0.0.1", port: 8080)))
        let observatory = Observatory(try settings.redis, try settings.keyspace)
        var logger = Logger(label: "scoreline-dashboard") { StreamLogHandler.standardError(label: $0) }
        // The library tells of each connection that a browser drops.
        logger.logLevel = .warning
        let server = DashboardServer(
            address: place.host, port: place.port, observatory: observatory, logger: logger,
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
