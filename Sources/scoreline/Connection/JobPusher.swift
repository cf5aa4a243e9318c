import Keyspace
import Redis

/// Pushes jobs onto a model's list, many in one command.
///
/// What Redis refuses for a while, or can't be sent to it, is pushed later. What may have been pushed is not pushed again.
struct JobPusher: ~Copyable {
    private static let commandJobs = 1_000
    private static let commandBytes = 1 << 20
    /// Longer than a failover takes.
    private static let patience = Duration.seconds(30)

    private let key: String
    private var waiting: RedisCommand
    private var waitingJobs = 0
    private var waitingBytes = 0
    /// Jobs that Redis has acknowledged.
    private(set) var pushed = 0
    /// Jobs that followed them in a command whose answer did not come: all of them were pushed, or none.
    private(set) var unknown = 0

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

    /// Pushes what has gathered. When an error is thrown none of it was, unless `unknown` says so.
    mutating func flush(_ connection: inout RedisConnection) throws(RedisError) {
        guard waitingJobs > 0 else { return }
        try send(&connection)
        pushed += waitingJobs
        waiting = RedisCommand("RPUSH", key)
        waitingJobs = 0
        waitingBytes = 0
    }

    private mutating func send(_ connection: inout RedisConnection) throws(RedisError) {
        var reconnection = Reconnection(for: Self.patience)
        while true {
            // Seen before anything is sent: nothing is in doubt.
            if connection.isClosed() {
                try reconnection.recover(
                    from: RedisError(.connectionLost, "Redis closed the connection"), &connection)
            }
            do throws(RedisError) {
                _ = try connection.call(waiting).integer()
                return
            } catch {
                guard error.wasRefused else {
                    unknown = waitingJobs
                    throw error
                }
                try reconnection.recover(from: error, &connection)
            }
        }
    }
}
