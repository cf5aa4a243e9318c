import Redis

/// Tells since when a lane has made no progress: pure, driven by the heartbeat.
struct StallWatch {
    private let limit: Duration
    private var progress: UInt64?
    private var since: ContinuousClock.Instant?

    init(limit: Duration) { self.limit = limit }

    /// Whether the lane holds a claim and has not moved for the limit. A lane without a claim can't stall: it waits.
    mutating func isStalled(holdsClaim: Bool, progress: UInt64, at now: ContinuousClock.Instant) -> Bool {
        guard holdsClaim else {
            self.progress = nil
            return false
        }
        if progress != self.progress {
            self.progress = progress
            since = now
        }
        return since.map { now - $0 >= limit } ?? false
    }

    /// Whether a lane that meets this error only waits for Redis, which is no hang: the batch is kept for as long as its
    /// lease holds. When this lane alone gets no connection, or can't read what comes, while the heartbeat can, something
    /// is wrong with the process, such as too little memory; its leases would be extended for ever.
    static func isWaiting(_ error: RedisError, whileRedisAnswers redisAnswers: Bool) -> Bool {
        switch error.kind {
        case .connectFailed, .protocolViolation: !redisAnswers
        default: true
        }
    }
}
