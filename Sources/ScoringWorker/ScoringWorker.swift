package import AdminHTTP
import Glibc
import Host
import JobQueue
package import Keyspace
package import Logging
import PredictionLog
package import Redis
import ServiceLifecycle
import Synchronization
package import Telemetry

/// All that one process does: lanes, heartbeats and watchers of each model, until it is told to stop.
package final class ScoringWorker: Service {
    /// How long the end of the prediction log may take when somebody wants the worker to stop; the rest of the stop goes on.
    private static let logTime = Duration.milliseconds(1500)

    private let settings: WorkerSettings
    private let stop = StopSignal()
    private let services: [ModelService]
    /// One for all models, or one for each where each has a stream of its own.
    private let predictionLogs: [PredictionLog]
    private let logger: Logger
    /// Triggered when every thread has ended.
    private let finished = Interrupt()
    private let failure = Mutex<WorkerFailure?>(nil)

    /// Connects to nothing yet.
    package init(
        settings: WorkerSettings, redis: RedisConfiguration, keyspace: Keyspace, metrics: PrometheusFactory,
        logger: Logger
    ) throws(NameError) {
        self.settings = settings
        self.logger = logger
        let (identity, permit, memory) = (WorkerIdentity(), SuspectPermit(), MemoryLedger())
        var services: [ModelService] = []
        var logs: [PredictionLog] = []
        for name in settings.models {
            let keys = try keyspace.model(name)
            let log = Self.predictionLog(
                of: keys, settings, identity, redis: redis, sharing: logs.first, logger: logger)
            if let log, log !== logs.first { logs.append(log) }
            services.append(
                ModelService(
                    keys: keys, settings: settings, identity: identity, redis: redis, stop: stop,
                    metrics: WorkerMetrics(factory: metrics, model: name), permit: permit, memory: memory,
                    predictionLog: log, logger: logger))
        }
        self.services = services
        predictionLogs = logs
    }

    /// `first` is the log of the first model.
    private static func predictionLog(
        of keys: ModelKeys, _ settings: WorkerSettings, _ identity: WorkerIdentity, redis: RedisConfiguration,
        sharing first: PredictionLog?, logger: Logger
    ) -> PredictionLog? {
        guard let log = settings.predictionLog else { return nil }
        var stream: PredictionLog.Stream?
        if log.destination == .redis {
            var redis = redis
            redis.clientName = "scoreline-worker:predictions"
            redis.slotKey = keys.predictions
            stream = PredictionLog.Stream(redis, key: keys.predictions)
        } else if let first {
            return first
        }
        return PredictionLog(
            log, worker: identity.id, stream: stream, lanes: settings.lanes * settings.models.count, logger: logger)
    }

    /// Takes SIGTERM and SIGINT over: the first drains, the second gives everything back at once. Once per process.
    package func handleSignals() {
        SignalPipe.install { [self] in
            if stop.stage == .running {
                logger.notice("stopping: what is being scored is finished, the rest is given back")
                drain()
            } else {
                release()
            }
        }
    }

    /// Runs until it has stopped. Throws `WorkerFailure` when it can't go on.
    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withCheckedContinuation { continuation in
                // Waits for the other threads; ends with the continuation.
                _ = BlockingThread.start { [self] in
                    conduct()
                    continuation.resume()
                }
            }
        } onCancelOrGracefulShutdown: { [self] in
            drain()
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// What the admin endpoint tells.
    package func adminSource(metrics: PrometheusFactory) -> AdminSource {
        AdminSource(
            hang: { [services, settings] in
                let hanging = services.first { $0.sinceBeat > max(.seconds(10), settings.stall) }
                return hanging.map { "the heartbeat of \($0.keys.name) hangs for \($0.sinceBeat)" }
            },
            unready: { [services, stop] in
                if stop.stage != .running { return "draining" }
                for service in services {
                    if !service.redisAnswers { return "Redis does not answer" }
                    if service.slot.serial == 0 { return "no version of \(service.keys.name) is loaded" }
                    if let waits = service.claimingWaits { return "the worker \(waits)" }
                }
                return nil
            },
            metrics: { metrics.prometheusText() })
    }

    private func drain() { stop.advance(to: .draining) }

    /// Ends a drain, whoever began it, within its time and two seconds, whatever Redis does.
    private func limitDrain() {
        while !stop.drain.wait(for: .seconds(3600)) {}
        guard !finished.wait(for: settings.drainTimeout) else { return }
        logger.warning("the drain took longer than \(settings.drainTimeout): what is unfinished is given back")
        release()
    }

    private func release() {
        guard stop.advance(to: .releasing) else { return }
        _ = BlockingThread.start { [self] in
            guard !finished.wait(for: .seconds(2)) else { return }
            logger.warning("Redis or a job does not let go: what is unfinished is recovered when its lease has ended")
            _exit(0)
        }
    }

    private func conduct() {
        // Never joined: it ends with the process, or when the time is over.
        _ = BlockingThread.start { [self] in limitDrain() }
        var heartbeats: [BlockingThread] = []
        var watchers: [BlockingThread] = []
        var lanes: [BlockingThread] = []
        for service in services {
            heartbeats.append(BlockingThread.start { Heartbeat.run(service) })
            watchers.append(
                BlockingThread.start { [self] in
                    if let found = ModelWatcher.run(service) { fail(found) }
                })
            lanes += service.lanes.indices.map { index in BlockingThread.start { Lane.run(service, lane: index) } }
        }
        for log in predictionLogs { _ = BlockingThread.start { log.run() } }
        for lane in lanes { lane.join() }
        // With --once nobody asked for a stop, and nobody is waiting for it.
        let isAsked = stop.stage != .running
        let logTime = isAsked ? Self.logTime : max(Self.logTime, settings.drainTimeout - Self.logTime)
        for log in predictionLogs { log.stop(within: logTime) }
        // The watchers must end all the same. The heartbeats come last: they remove the
        // worker's record, which a watcher would write again.
        stop.advance(to: .draining)
        for watcher in watchers { watcher.join() }
        for service in services { service.lanesEnded.trigger() }
        for heartbeat in heartbeats { heartbeat.join() }
        for log in predictionLogs { log.finish() }
        finished.trigger()
    }

    private func fail(_ found: WorkerFailure) {
        failure.withLock { $0 = $0 ?? found }
        drain()
    }
}

/// Why a worker can't go on.
package struct WorkerFailure: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
