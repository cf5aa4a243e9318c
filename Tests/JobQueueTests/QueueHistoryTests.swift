import JobQueue
import Keyspace
import Redis
import TestSupport
import Testing

@Suite struct QueueHistoryTests {
    private let server: RedisServer
    private let keys: ModelKeys
    private let history: QueueHistory

    init() throws {
        server = try RedisServer()
        keys = try Keyspace().model("m")
        history = QueueHistory(keys: keys)
    }

    private var depth: QueueDepth {
        var depth = QueueDepth()
        (depth.jobs, depth.handoff, depth.inFlight, depth.dead, depth.results) = (3, 1, 2, 5, 7)
        return depth
    }

    @Test("The first worker of a step writes its sample, the others only add their times")
    func first() throws {
        var connection = try server.connect()
        var times = JobTimes()
        (times.jobs, times.waitMilliseconds, times.scoreMicroseconds, times.commitMicroseconds) = (10, 20, 30, 40)
        _ = try connection.call(RedisCommand("HSET", keys.stats, "committed", "99"))
        var written = 0
        // A step may begin between two requests.
        for _ in 0..<5 {
            let left = try history.record(times, depth, oldest: .milliseconds(1500), &connection)
            written += 1
            #expect(left > .zero && left <= .seconds(10))
        }
        let (now, samples) = try history.read(.tenSeconds, last: .seconds(900), &connection)
        let sample = try #require(samples.first)
        #expect(sample.time % 10_000 == 0 && sample.time <= now)
        #expect(samples.count <= 1 + (now - sample.time) / 10_000)
        #expect(sample.pending == 4 && sample.inFlight == 2 && sample.dead == 5 && sample.results == 7)
        #expect(sample.oldestMilliseconds == 1500 && sample.answered == 99 && sample.timedJobs == 10)
        #expect(try connection.call(RedisCommand("HGET", keys.stats, "timed_jobs")).text() == "\(10 * written)")
        for step in HistoryStep.allCases {
            #expect(try !history.read(step, last: .seconds(86_400), &connection).samples.isEmpty)
        }
    }

    @Test("A history never has more samples than its bound, and little memory", arguments: HistoryStep.allCases)
    func bounded(step: HistoryStep) throws {
        var connection = try server.connect()
        let key = keys.history(step.seconds)
        let fields = [
            "pending", "in_flight", "suspects", "dead", "results", "oldest_ms", "answered", "timed_jobs", "wait_ms",
            "score_us",
            "commit_us",
        ]
        for number in 1...step.capacity + 20 {
            var command = RedisCommand("XADD", key, "\(number * step.seconds * 1000)-0")
            for field in fields {
                command.append(field)
                command.append(number * 977)
            }
            try connection.append(command)
        }
        for _ in 1...step.capacity + 20 { _ = try connection.receive() }
        _ = try history.record(JobTimes(), depth, oldest: .zero, &connection)
        #expect(try connection.call(RedisCommand("XLEN", key)).integer() == step.capacity)
        let bytes = try connection.call(RedisCommand("MEMORY", "USAGE", key, "SAMPLES", "0")).integer()
        #expect(bytes < step.capacity * 100, "\(bytes) bytes")
    }

    @Test("After Redis' clock went back the history begins again")
    func clock() throws {
        var connection = try server.connect()
        let key = keys.history(10)
        _ = try connection.call(RedisCommand("XADD", key, "9999999999990000-0", "pending", "1"))
        _ = try history.record(JobTimes(), depth, oldest: .zero, &connection)
        #expect(try connection.call(RedisCommand("XLEN", key)).integer() == 1)
        #expect(try history.read(.tenSeconds, last: .seconds(900), &connection).samples.map(\.pending) == [4])
    }

    @Test("What a stranger wrote is read as zeros, not believed")
    func strangers() throws {
        var connection = try server.connect()
        _ = try connection.call(
            RedisCommand(
                "XADD", keys.history(10), "*", "pending", "-5", "dead", "many", "answered", "99999999999999999999"))
        let sample = try #require(try history.read(.tenSeconds, last: .seconds(900), &connection).samples.first)
        #expect(sample.pending == 0 && sample.dead == 0 && sample.answered == 0)
        _ = try connection.call(RedisCommand("DEL", keys.history(10)))
        _ = try connection.call(RedisCommand("SET", keys.history(10), "x"))
        #expect(throws: RedisError.self) { _ = try history.read(.tenSeconds, last: .seconds(900), &connection) }
    }
}
