import Keyspace
import Redis

/// Pushes jobs onto a model's list, many in one command.
struct JobPusher: ~Copyable {
    private static let commandJobs = 1_000
    private static let commandBytes = 1 << 20

    private let key: String
    private var waiting: RedisCommand
    private var waitingJobs = 0
    private var waitingBytes = 0
    /// Jobs that Redis has acknowledged.
    private(set) var pushed = 0

    init(key: String) {
        self.key = key
        waiting = RedisCommand("RPUSH", key)
    }

    /// Adds a job, and pushes what has gathered when it is enough for one command.
    mutating func push(_ job: [UInt8], _ connection: inout RedisConnection) throws(RedisError) {
        waiting.append(job)
        waitingJobs += 1
        waitingBytes += job.count
        if waitingJobs >= Self.commandJobs || waitingBytes >= Self.commandBytes { try flush(&connection) }
    }

    /// Pushes what has gathered: all of it, or none when an error is thrown.
    mutating func flush(_ connection: inout RedisConnection) throws(RedisError) {
        guard waitingJobs > 0 else { return }
        _ = try connection.call(waiting).integer()
        pushed += waitingJobs
        waiting = RedisCommand("RPUSH", key)
        waitingJobs = 0
        waitingBytes = 0
    }
}
