package import AdminHTTP
import Glibc
import Host
import JobQueue
package import Keyspace
package import Logging
package import Redis
import ServiceLifecycle
import Synchronization
package import Telemetry

/// All that one process does: lanes, heartbeats and watchers of each model, until it is told to stop.
package final class ScoringWorker: Service {
    private let settings: WorkerSettings
    private let stop = StopSignal()
    private let services: [ModelService]
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
        for name in settings.models {
            services.append(
                ModelService(
                    keys: try keyspace.model(name), settings: settings, identity: identity, redis: redis, stop: stop,
                    metrics: WorkerMetrics(factory: metrics, model: name), permit: permit, memory: memory,
                    logger: logger))
        }
        self.services = services
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
        for lane in lanes { lane.join() }
        // With --once nobody asked for a stop; the watchers must end all the same. The heartbeats come last: they remove the
        // worker's record, which a watcher would write again.
        stop.advance(to: .draining)
        for watcher in watchers { watcher.join() }
        for service in services { service.lanesEnded.trigger() }
        for heartbeat in heartbeats { heartbeat.join() }
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
