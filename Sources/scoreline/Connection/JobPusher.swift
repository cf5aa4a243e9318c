import JobQueue
import Keyspace
import Redis

/// Pushes jobs onto a model's list, many in one command, and not more than may wait there.
///
/// What Redis refuses for a while, or can't be sent to it, is pushed later. What may have been pushed is not pushed again.
struct JobPusher: ~Copyable {
    private static let commandJobs = 1_000
    private static let commandBytes = 1 << 20
    /// Between two looks at a full queue.
    private static let look = Duration.milliseconds(20)
    /// How long Redis may be away; longer than a failover takes.
    private static let outage = Duration.seconds(30)

    private let keys: ModelKeys
    private let maximumPending: Int?
    private let patience: Duration
    private var waiting: [[UInt8]] = []
    private var waitingBytes = 0
    /// Jobs that Redis has acknowledged.
    private(set) var pushed = 0
    /// Jobs that followed them in a command whose answer did not come: all of them were pushed, or none.
    private(set) var unknown = 0

    /// Pushes while fewer than `maximumPending` jobs wait for a worker, and waits for room at most `patience` at a time. The
    /// bound is a producer's own manners: several that look at the same moment may pass it together.
    init(keys: ModelKeys, maximumPending: Int? = nil, patience: Duration = .zero) {
        self.keys = keys
        self.maximumPending = maximumPending
        self.patience = patience
    }

    /// Jobs that were added and not pushed.
    var waitingJobs: Int { waiting.count }

    /// Adds a job, and pushes what has gathered when it is enough for one command.
    mutating func push(_ job: [UInt8], _ connection: inout RedisConnection) throws {
        waiting.append(job)
        waitingBytes += job.count
        if waiting.count >= Self.commandJobs || waitingBytes >= Self.commandBytes { try flush(&connection) }
    }

    /// Pushes what has gathered. When an error is thrown, `pushed`, `unknown` and `waitingJobs` say how far it came; a job is
    /// pushed as a whole or not at all. Throws `QueueFull` when no room came.
    mutating func flush(_ connection: inout RedisConnection) throws {
        while !waiting.isEmpty {
            let count = min(waiting.count, try awaitRoom(&connection))
            var command = RedisCommand("RPUSH", keys.jobs)
            for job in waiting.prefix(count) { command.append(job) }
            try send(command, jobs: count, &connection)
            pushed += count
            waiting.removeFirst(count)
        }
        waitingBytes = 0
    }

    private mutating func send(
        _ command: RedisCommand, jobs: Int, _ connection: inout RedisConnection
    ) throws(RedisError) {
        var reconnection = Reconnection(for: Self.outage)
        while true {
            // Seen before anything is sent: nothing is in doubt.
            if connection.isClosed() {
                try reconnection.recover(
                    from: RedisError(.connectionLost, "Redis closed the connection"), &connection)
            }
            do throws(RedisError) {
                _ = try connection.call(command, on: keys.jobs).integer()
                return
            } catch {
                guard error.wasRefused else {
                    unknown = jobs
                    throw error
                }
                try reconnection.recover(from: error, &connection)
            }
        }
    }

    /// How many jobs may be pushed; at least one.
    private func awaitRoom(_ connection: inout RedisConnection) throws -> Int {
        guard let maximumPending else { return waiting.count }
        let deadline = ContinuousClock.now + patience
        var reconnection = Reconnection(for: Self.outage)
        while true {
            let pending: Int
            do throws(RedisError) {
                pending = try QueueDepth.waiting(keys, &connection)
                reconnection = Reconnection(for: Self.outage)
            } catch {
                try reconnection.recover(from: error, &connection)
                continue
            }
            if pending < maximumPending { return maximumPending - pending }
            guard .now < deadline else { throw QueueFull(pending: pending, patience: patience) }
            Pause.wait(Self.look)
        }
    }
}

/// As many jobs wait for a worker as may, and it stayed so for as long as the producer waited.
struct QueueFull: Error, Equatable {
    let pending: Int
    let patience: Duration
}
