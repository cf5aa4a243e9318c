import AdminHTTP
import ArgumentParser
import Host
import Logging
import Redis
import ScoringWorker
import ServiceLifecycle
import Settings
import Telemetry

/// `scoreline-worker`: parses, composes, runs.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline-worker",
        abstract: "Claims scoring jobs from Redis, scores them and pushes exactly one result for each.",
        discussion: """
            Every flag --some-name can be given as the environment variable SCORELINE_SOME_NAME, or as some-name in the file \
            of --config; flags override the environment, the environment overrides the file.

            SIGTERM or SIGINT stops it: it finishes and commits what it is scoring and gives back the rest. A second signal \
            gives everything back at once.
            """,
        version: ScorelineVersion.text)

    @OptionGroup(title: "Redis")
    var connection: ConnectionOptions

    @Option(help: ArgumentHelp("A model to serve; repeat it for several.", valueName: "name"))
    var model: [String] = []

    @Option(help: ArgumentHelp("Scoring threads for each model. Default: four for each usable core.", valueName: "n"))
    var lanes: String?

    @Option(help: ArgumentHelp("Most jobs in one batch. Default 1024.", valueName: "n"))
    var batchJobs: String?

    @Option(help: ArgumentHelp("Most bytes in one batch; one job always fits. Default 1048576.", valueName: "n"))
    var batchBytes: String?

    @Option(help: ArgumentHelp("How long an idle lane lets a batch fill. Default 0.", valueName: "ms"))
    var linger: String?

    @Option(
        help: ArgumentHelp(
            "How long a batch stays this worker's without a sign of life. Default 10.", valueName: "seconds"))
    var lease: String?

    @Option(
        help: ArgumentHelp("A lane without progress for so long ends the process. Default 60.", valueName: "seconds"))
    var stall: String?

    @Option(help: ArgumentHelp("How long a stop may take. Default 25.", valueName: "seconds"))
    var drainTimeout: String?

    @Option(
        help: ArgumentHelp("Claim nothing while so many results wait unread. Default: no bound.", valueName: "n")
    )
    var maxResults: String?

    @Option(help: ArgumentHelp("Serve /livez, /readyz and /metrics there.", valueName: "address:port"))
    var admin: String?

    @Option(help: ArgumentHelp("Bytes that models may take. Default: 80 % of the memory limit.", valueName: "bytes"))
    var memoryBudget: String?

    @Option(
        help: ArgumentHelp(
            "Compare a share of the rows with those of training. Default on.", valueName: "on|off"))
    var drift: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. Default notice.", valueName: "level"))
    var logLevel: String?

    @Option(
        help: ArgumentHelp(
            "text for people or json for machines, on standard error. Default text.", valueName: "format"))
    var logFormat: String?

    @OptionGroup(title: "Prediction log")
    var predictionLog: PredictionLogOptions

    @Flag(help: "Score what is pending, then exit.")
    var once = false

    @Option(
        help: ArgumentHelp(
            "Ask the running worker at --admin, print its answer, exit 0 if that is 200 and 1 otherwise. A flag only.",
            valueName: "livez|readyz"))
    var probe: AdminPath?

    func run() async throws {
        let layers = try connection.layers(
            [
                "model": model.isEmpty ? nil : model.joined(separator: ","), "lanes": lanes, "batch-jobs": batchJobs,
                "batch-bytes": batchBytes, "linger": linger, "lease": lease, "stall": stall,
                "drain-timeout": drainTimeout, "max-results": maxResults, "admin": admin, "memory-budget": memoryBudget,
                "drift": drift,
                "log-level": logLevel, "log-format": logFormat, "once": once ? "true" : nil,
            ].merging(predictionLog.flags) { $1 })
        if let probe { return try await probe.ask(at: layers) }
        let redis = try ConnectionSettings(layers)
        let settings = try WorkerSettings(layers)
        let files = ProcessUsage.raiseMaximumFiles()
        guard settings.openFiles <= files else {
            throw SettingsError(
                """
                \(layers.origin(of: "lanes")): \(settings.lanes) lanes for each model need about \(settings.openFiles) open \
                files, and this process may open \(files): take fewer lanes, or raise the limit (ulimit -Hn)
                """)
        }
        let address = try layers.value(.adminAddress)
        let format = try layers.value(.logFormat)
        var logger = Logger(label: "scoreline-worker") { _ in LineLogHandler(format) }
        logger.logLevel = try layers.value(.logLevel)

        let metrics = PrometheusFactory()
        ProcessMetrics.add(to: metrics)
        BuildInfo.add(to: metrics)
        let worker: ScoringWorker
        do {
            worker = try ScoringWorker(
                settings: settings, redis: redis.redis, keyspace: redis.keyspace, metrics: metrics, logger: logger)
        } catch { throw SettingsError("\(layers.origin(of: "model")): \(error)") }
        try await Self.awaitRedis(redis.redis, logger: logger)
        // Not before: what ends the worker at once is one sentence on standard error.
        logger.notice(
            """
            scoreline-worker \(ScorelineVersion.text) serves \(settings.models.joined(separator: ", ")); lanes for each: \
            \(settings.lanes); bytes that models may take: \(settings.memoryBudget)
            """)
        worker.handleSignals()

        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        if let address {
            let server = AdminServer(
                address: address.host, port: address.port, source: worker.adminSource(metrics: metrics), logger: logger,
                onListening: { [logger] port in logger.notice("health and metrics on \(address.host):\(port)") })
            services.append(.init(service: server, failureTerminationBehavior: .gracefullyShutdownGroup))
        }
        // When the worker has stopped, for whatever reason, so does everything else.
        services.append(
            .init(
                service: worker, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup))
        do {
            try await ServiceGroup(configuration: .init(services: services, logger: logger)).run()
        } catch {
            throw ProgramFailure(.workFailed, "\(error)")
        }
    }

    /// Says at once when Redis can't be reached or refuses the login; a server that is starting up is waited for.
    private static func awaitRedis(_ configuration: RedisConfiguration, logger: Logger) async throws {
        while true {
            do throws(RedisError) {
                var connection = try RedisConnection.open(configuration)
                _ = try connection.call(RedisCommand("PING"))
                return
            } catch {
                guard error.isTemporary else {
                    throw ProgramFailure(error)
                }
                // LOADING and its like pass by themselves, and nothing tells when.
                logger.notice("waiting for Redis: \(error)")
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
