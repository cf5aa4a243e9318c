import CoreMetrics
import Host
import JobQueue
import JobWire
import Keyspace
import Logging
import ModelFile
import ModelRegistry
import PredictionLog
import Redis
import Synchronization
import Telemetry

/// One model in one worker: what its lanes, its heartbeat and its watcher share. Any thread.
final class ModelService: Sendable {
    let keys: ModelKeys
    let settings: WorkerSettings
    let identity: WorkerIdentity
    let stop: StopSignal
    /// Triggered when no lane is left that could hold a claim, and no watcher that could write a record.
    let lanesEnded = Interrupt()
    let slot = ModelSlot()
    let lanes: [LaneStatus]
    let crew: LaneCrew
    /// One for each lane; empty with `--drift off`.
    let drift: [LaneDrift]
    let metrics: WorkerMetrics
    let times = TimeTally()
    let permit: SuspectPermit
    let memory: MemoryLedger
    /// Nil when it is off.
    let predictionLog: PredictionLog?
    let logger: Logger
    /// Of all its connections.
    let traffic = RedisTraffic()
    private let redis: RedisConfiguration
    private let turn = Mutex(RecordTurn())
    private let load = Mutex(ModelLoad())
    private let answers = Atomic<Bool>(false)
    private let full = Atomic<Bool>(false)
    private let fullQuietUntil = Mutex<ContinuousClock.Instant?>(nil)
    private let lastBeat = Mutex(ContinuousClock.now)
    private let limiter = Mutex(LogLimiter())

    init(
        keys: ModelKeys, settings: WorkerSettings, identity: WorkerIdentity, redis: RedisConfiguration,
        stop: StopSignal, metrics: WorkerMetrics, permit: SuspectPermit, memory: MemoryLedger,
        predictionLog: PredictionLog?, logger: Logger
    ) {
        self.keys = keys
        self.settings = settings
        self.identity = identity
        self.redis = redis
        self.stop = stop
        self.metrics = metrics
        self.permit = permit
        self.memory = memory
        self.predictionLog = predictionLog
        var logger = logger
        logger[metadataKey: "model"] = "\(keys.name)"
        self.logger = logger
        lanes = (0..<settings.lanes).map { _ in LaneStatus() }
        crew = LaneCrew(lanes: settings.lanes)
        drift = settings.watchesDrift ? (0..<settings.lanes).map { LaneDrift(seed: UInt64($0)) } : []
        metrics.show(ModelStatus().state)
    }

    // MARK: State

    /// What is served, and what was tried.
    var modelStatus: ModelStatus {
        get { turn.withLock { $0.status } }
        set {
            turn.withLock { $0.status = newValue }
            metrics.show(newValue.state)
        }
    }

    /// How busy the model is, as the heartbeat saw it last.
    var modelLoad: ModelLoad {
        get { load.withLock { $0 } }
        set { load.withLock { $0 = newValue } }
    }

    var inFlightJobs: Int { lanes.reduce(0) { $0 + $1.inFlightJobs } }

    /// Whether the last beat reached Redis.
    var redisAnswers: Bool {
        get { answers.load(ordering: .relaxed) }
        set { answers.store(newValue, ordering: .relaxed) }
    }

    /// Why nothing is claimed though there may be jobs, in one sentence; nil while claiming goes on.
    var claimingWaits: String? {
        guard full.load(ordering: .relaxed), let bound = settings.maximumResults else { return nil }
        return "claims no jobs of \(keys.name) while \(bound) results or more are unread (--max-results); "
            + "read them: scoreline results \(keys.name)"
    }

    /// Notes what a claim said about unread results; in the log when it begins, at most once a minute.
    func noteResults(areFull: Bool) {
        guard full.load(ordering: .relaxed) != areFull, full.exchange(areFull, ordering: .relaxed) != areFull,
            areFull, let waits = claimingWaits
        else { return }
        let now = ContinuousClock.now
        let isQuiet = fullQuietUntil.withLock { until in
            if let until, now < until { return true }
            until = now + .seconds(60)
            return false
        }
        if !isQuiet { logger.notice("the worker \(waits)") }
    }

    /// Notes that the heartbeat's loop goes round, whether or not Redis answers.
    func beatNow() { lastBeat.withLock { $0 = .now } }

    /// Since the heartbeat's loop last went round.
    var sinceBeat: Duration { lastBeat.withLock { .now - $0 } }

    /// A lane's end of the prediction log.
    func journal(lane: Int) -> LaneJournal? {
        predictionLog?.journal(
            of: keys.name, lane: lane,
            PredictionTally(
                written: { [metrics] in metrics.loggedRows.increment(by: $0) },
                dropped: { [metrics] in metrics.unloggedRows.increment(by: $0) }))
    }

    // MARK: Redis

    /// A connection of the calling thread's own.
    func connect(as purpose: String, maximumBulkLength: Int? = nil) throws(RedisError) -> RedisConnection {
        try RedisConnection.open(configuration(purpose, maximumBulkLength))
    }

    func configuration(_ purpose: String, _ maximumBulkLength: Int? = nil) -> RedisConfiguration {
        var configuration = redis
        configuration.clientName = "scoreline-worker:\(purpose)"
        configuration.slotKey = keys.jobs
        configuration.traffic = traffic
        if let maximumBulkLength { configuration.maximumBulkLength = maximumBulkLength }
        return configuration
    }

    /// Tells everybody who asks Redis about this worker, and stops it when somebody asked for that. Any thread, with a
    /// connection of its own; while another thread writes, that one does it.
    func writeRecord(_ connection: inout RedisConnection) throws(RegistryError) {
        var isWritten = false
        while !isWritten, let status = turn.withLock({ $0.take() }) {
            defer { isWritten = turn.withLock { $0.end(written: status) } }
            try write(status, &connection)
        }
    }

    private func write(_ status: ModelStatus, _ connection: inout RedisConnection) throws(RegistryError) {
        let load = modelLoad
        let record = WorkerRecord(
            id: identity.id, host: identity.host, pid: identity.processID, startedAt: identity.startedAt,
            state: status.state, version: status.version, sha256: slot.served?.admitted.sha256,
            refusedVersion: status.refusedVersion, reason: status.reason, waiting: claimingWaits,
            generation: status.generation, lanes: lanes.count, inFlight: inFlightJobs, jobs: metrics.tally.jobs,
            rows: metrics.tally.rows, jobsPerSecond: load.jobsPerSecond, oldestSeconds: load.oldestJob / .seconds(1),
            residentBytes: HostLimits.residentBytes)
        let isToDrain = try ModelRegistry(keys: keys).write(record, expiringAfter: settings.recordLife, &connection)
        if isToDrain, stop.advance(to: .draining) {
            logger.notice("stopping, as an operator asked: what is being scored is finished, the rest is given back")
        }
    }

    // MARK: The log

    /// Logs what may come again and again: of a kind at most one in ten seconds, with the number of those left out.
    func logSparingly(
        _ level: Logger.Level, _ kind: String, _ message: @autoclosure () -> Logger.Message,
        metadata: @autoclosure () -> Logger.Metadata = [:]
    ) {
        guard logger.logLevel <= level, let suppressed = limiter.withLock({ $0.admit(kind, at: .now) }) else { return }
        var metadata = metadata()
        if suppressed > 0 { metadata["suppressed"] = "\(suppressed)" }
        logger.log(level: level, message(), metadata: metadata)
    }

    /// Notes a job that failed as a whole. Nothing but its code and its place in a trace comes into the log.
    func report(_ job: FailedJob) {
        let trace: Logger.Metadata = job.trace.map { ["traceparent": "\($0)"] } ?? [:]
        if job.code == .poison {
            logSparingly(.warning, "buried", "a job was given up: workers died over it", metadata: trace)
        } else {
            logSparingly(.info, "failed: \(job.code.rawValue)", "a job failed: \(job.code.rawValue)", metadata: trace)
        }
    }

    /// Notes a failure that will be tried again.
    func report(_ error: RedisError, while doing: String) {
        report(error.description, wasConnectionLost: !error.isConnectionUsable, while: doing)
    }

    func report(_ error: RegistryError, while doing: String) {
        report(error.description, wasConnectionLost: !error.isConnectionUsable, while: doing)
    }

    private func report(_ error: String, wasConnectionLost: Bool, while doing: String) {
        if wasConnectionLost { metrics.reconnects.increment() }
        logSparingly(.warning, doing, "\(doing) failed; it is tried again: \(error)")
    }
}

/// What a worker does with the published versions of a model.
struct ModelStatus: Sendable, Equatable {
    var state = ModelState.loading
    /// The version in service.
    var version: Int?
    /// The live version, when it was refused.
    var refusedVersion: Int?
    var reason: String?
    /// Of the pointer that was acted upon last.
    var generation = 0
}

/// How busy a model is.
struct ModelLoad: Sendable {
    var jobsPerSecond = 0.0
    /// Estimated age of the oldest pending job.
    var oldestJob = Duration.zero
}
