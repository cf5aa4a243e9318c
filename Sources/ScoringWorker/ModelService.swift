import Glibc
import JobQueue
import Keyspace
import Logging
import ModelRegistry
import Redis
import Synchronization

/// One model in one worker: what its lanes, its heartbeat and its watcher share. Any thread.
final class ModelService: Sendable {
    let keys: ModelKeys
    let settings: WorkerSettings
    let identity: WorkerIdentity
    let stop: StopSignal
    /// Triggered when no lane is left that could hold a claim.
    let lanesEnded = Interrupt()
    let slot = ModelSlot()
    let lanes: [LaneStatus]
    let metrics: WorkerMetrics
    let permit: SuspectPermit
    let logger: Logger
    private let redis: RedisConfiguration
    private let status = Mutex(ModelStatus())
    private let answers = Atomic<Bool>(false)
    private let lastBeat = Atomic<UInt64>(0)
    private let quietUntil = Mutex<ContinuousClock.Instant?>(nil)

    init(
        keys: ModelKeys, settings: WorkerSettings, identity: WorkerIdentity, redis: RedisConfiguration,
        stop: StopSignal,
        metrics: WorkerMetrics, permit: SuspectPermit, logger: Logger
    ) {
        self.keys = keys
        self.settings = settings
        self.identity = identity
        self.redis = redis
        self.stop = stop
        self.metrics = metrics
        self.permit = permit
        var logger = logger
        logger[metadataKey: "model"] = "\(keys.name)"
        self.logger = logger
        lanes = (0..<settings.lanes).map { _ in LaneStatus() }
        beatNow()
    }

    // MARK: State

    /// What is served, and what was tried.
    var modelStatus: ModelStatus {
        get { status.withLock { $0 } }
        set { status.withLock { $0 = newValue } }
    }

    var inFlightJobs: Int { lanes.reduce(0) { $0 + $1.inFlightJobs } }

    /// Whether the last beat reached Redis.
    var redisAnswers: Bool {
        get { answers.load(ordering: .relaxed) }
        set { answers.store(newValue, ordering: .relaxed) }
    }

    /// Notes that the heartbeat's loop goes round, whether or not Redis answers.
    func beatNow() { lastBeat.store(Self.monotonicSeconds, ordering: .relaxed) }

    /// Seconds since the heartbeat's loop last went round.
    var secondsSinceBeat: UInt64 { Self.monotonicSeconds &- lastBeat.load(ordering: .relaxed) }

    private static var monotonicSeconds: UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec)
    }

    // MARK: Redis

    /// A connection of the calling thread's own.
    func connect(as purpose: String, maximumBulkLength: Int? = nil) throws(RedisError) -> RedisConnection {
        try RedisConnection.open(configuration(purpose, maximumBulkLength))
    }

    func configuration(_ purpose: String, _ maximumBulkLength: Int? = nil) -> RedisConfiguration {
        var configuration = redis
        configuration.clientName = "scoreline-worker:\(purpose)"
        if let maximumBulkLength { configuration.maximumBulkLength = maximumBulkLength }
        return configuration
    }

    /// Notes a failure that will be tried again: in the log at most every ten seconds.
    func report(_ error: RedisError, while doing: String) {
        if !error.isConnectionUsable { metrics.reconnects.increment() }
        let now = ContinuousClock.now
        let isQuiet = quietUntil.withLock { until in
            if let until, now < until { return true }
            until = now + .seconds(10)
            return false
        }
        if !isQuiet { logger.warning("\(doing) failed; it is tried again: \(error)") }
    }
}

/// Who this process is, the same for all its models.
package struct WorkerIdentity: Sendable {
    /// 32 hexadecimal digits, new for every process.
    package let id: String
    package let host: String
    package let processID: Int
    /// Milliseconds since 1970, by this host's clock: for people only.
    package let startedAt: Int

    package init() {
        var random = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        id = String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &random)] })
        var name = [CChar](repeating: 0, count: 256)
        // The last byte stays 0, also when a long name was cut.
        _ = unsafe gethostname(&name, name.count - 1)
        host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        processID = Int(getpid())
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        startedAt = time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

/// What a worker does with the published versions of a model.
struct ModelStatus: Sendable {
    var state = ModelState.loading
    /// The version in service.
    var version: Int?
    /// The live version, when it was refused.
    var refusedVersion: Int?
    var reason: String?
    /// Of the pointer that was acted upon last.
    var generation = 0
}
