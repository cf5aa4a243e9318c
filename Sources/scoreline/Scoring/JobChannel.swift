import JobQueue
import Keyspace
import Redis

/// Jobs out, answers in, over a connection that may break: nothing is lost, and what comes twice is the caller's to drop.
///
/// Jobs stay here until they are answered: a failover can lose what Redis has acknowledged, so that another primary gets
/// them all again. Answers stay in their reply list until they were received: it is read
/// by `LRANGE` and trimmed by what the same connection has delivered, so a reply that is lost is read again.
struct JobChannel: ~Copyable {
    private static let commandJobs = 1_000
    private static let commandBytes = 4 << 20

    var connection: RedisConnection
    private let configuration: RedisConfiguration
    private let keys: ModelKeys
    private let replyKey: String
    private let maximumPending: Int?
    private let answersPerRead: Int
    private var isConnected = true
    /// Jobs that wait for their answers, and the numbers of those that Redis has not acknowledged.
    private var open: [Int: [UInt8]] = [:]
    private var unacknowledged: [Int] = []
    /// Answers that this connection has delivered and the list still holds.
    private var delivered = 0
    private var connectDelay = RetryDelay()
    private var pushDelay = RetryDelay()
    /// Why Redis can't be used now; nil while it can.
    private(set) var trouble: RedisError?
    /// Pending jobs of the whole queue when there was no room for more; nil when there was.
    private(set) var pendingWithoutRoom: Int?

    /// Pushes while fewer than `maximumPending` jobs wait for a worker.
    init(
        _ connection: consuming RedisConnection, keys: ModelKeys, reply: String, answersPerRead: Int,
        maximumPending: Int? = nil
    ) {
        configuration = connection.configuration
        self.connection = connection
        self.keys = keys
        self.maximumPending = maximumPending
        replyKey = keys.reply(reply)
        self.answersPerRead = answersPerRead
    }

    /// The job is kept until `forget` is called with its number.
    mutating func send(_ job: [UInt8], number: Int) {
        open[number] = job
        unacknowledged.append(number)
    }

    /// A job is answered.
    mutating func forget(_ number: Int) { open[number] = nil }

    /// Jobs that Redis has not acknowledged.
    var waitingJobs: Int { unacknowledged.count }

    /// Pushes the jobs that wait, as far as there is room. Trouble that passes leaves them waiting; a job whose
    /// acknowledgement was lost is pushed again.
    mutating func push() throws(RedisError) {
        guard !unacknowledged.isEmpty, pushDelay.isOver else { return }
        do throws(RedisError) {
            guard try connect() else { return }
            while !unacknowledged.isEmpty {
                let room = try room()
                guard room > 0 else { return pushDelay.extend() }
                var command = RedisCommand("RPUSH", keys.jobs)
                var count = 0
                var bytes = 0
                var jobs = 0
                while count < unacknowledged.count, jobs < min(Self.commandJobs, room), bytes < Self.commandBytes {
                    if let job = open[unacknowledged[count]] {
                        command.append(job)
                        bytes += job.count
                        jobs += 1
                    }
                    count += 1
                }
                if jobs > 0 { _ = try connection.call(command, on: keys.jobs).integer() }
                unacknowledged.removeFirst(count)
                pushDelay = RetryDelay()
            }
        } catch {
            pushDelay.extend()
            try note(error)
        }
    }

    /// How many jobs may be pushed.
    private mutating func room() throws(RedisError) -> Int {
        guard let maximumPending else { return .max }
        let pending = try QueueDepth.waiting(keys, &connection)
        pendingWithoutRoom = pending < maximumPending ? nil : pending
        return max(0, maximumPending - pending)
    }

    /// The answers that are there, at most a fixed number; nil in trouble that passes. Never waits for an answer.
    mutating func receive() throws(RedisError) -> RedisReply? {
        do throws(RedisError) {
            guard try connect() else { return nil }
            if delivered > 0 {
                _ = try connection.call(RedisCommand("LTRIM", replyKey, String(delivered), "-1"), on: replyKey)
                delivered = 0
            }
            let answers = try connection.call(
                RedisCommand("LRANGE", replyKey, "0", String(answersPerRead - 1)), on: replyKey)
            delivered = try answers.count()
            trouble = nil
            return answers
        } catch {
            try note(error)
            return nil
        }
    }

    /// Deletes the reply list, once everything awaited was received. In trouble it is left: it expires by itself, as what
    /// still comes into it does.
    mutating func finish() throws(RedisError) {
        for _ in 0..<3 {
            do throws(RedisError) {
                guard try connect() else { continue }
                _ = try connection.call(RedisCommand("DEL", replyKey))
                return
            } catch {
                try note(error)
            }
        }
    }

    /// Whether there is a connection, opened again if need be.
    private mutating func connect() throws(RedisError) -> Bool {
        if isConnected { return true }
        guard connectDelay.isOver else { return false }
        connectDelay.extend()
        let server = connection.server
        connection = try RedisConnection.open(configuration)
        // A replica may have taken over that had not yet heard of every job.
        if connection.server != server { unacknowledged = open.keys.sorted() }
        isConnected = true
        connectDelay = RetryDelay()
        return true
    }

    /// Takes an error that passes as trouble, and throws any other.
    mutating func note(_ error: RedisError) throws(RedisError) {
        guard error.isTemporary || !error.isConnectionUsable else { throw error }
        if !error.isConnectionUsable {
            isConnected = false
            delivered = 0
        }
        trouble = error
    }
}

/// How long to leave something alone that failed: 50 ms, doubling to 1 s.
struct RetryDelay {
    private var backOff = BackOff(from: .milliseconds(50), to: .seconds(1))
    private var end = ContinuousClock.now

    init() {}

    var isOver: Bool { .now >= end }

    mutating func extend() {
        end = .now + backOff.next()
    }
}
