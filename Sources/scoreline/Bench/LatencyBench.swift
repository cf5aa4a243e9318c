import Host
import JobQueue
import Keyspace
import ModelRegistry
import Redis
import ScoringModel
import Settings

/// Sends jobs at random times to the running workers, as many independent applications would, and times each from the moment
/// at which it was to be sent until its result was read.
///
/// An open loop: when the system falls behind, jobs go on coming, and those that are sent late count as late.
struct LatencyBench {
    let keys: ModelKeys
    let rate: Int
    let length: Duration
    let rows: Int
    let timeout: Duration
    let showsProgress: Bool

    private static let idPrefix = "job-"
    private static let resultsPerRead = 1_000

    func run(_ connection: inout RedisConnection) throws -> LatencyReport {
        let live = try LiveModel.served(keys, &connection)
        try checkReadiness(&connection)
        let reply = "bench-" + RandomName.hexadecimal(16)
        let times = ArrivalTimes(rate: rate, over: length)
        let sender = OpenLoopSender(
            times, rows: rows, of: live.manifest.features, idPrefix: Self.idPrefix, reply: reply, to: keys,
            at: connection.configuration)
        var tally = LatencyTally(prefix: Self.idPrefix, times: times)
        let thread = BlockingThread.start { sender.run() }
        let last: Duration
        do {
            last = try read(keys.reply(reply), sender, &tally, expected: times.offsets.count, &connection)
        } catch {
            sender.stop()
            thread.join()
            throw error
        }
        sender.stop()
        thread.join()
        // What is still on its way is no latency, but may be a second answer.
        try readRest(keys.reply(reply), last, &tally, &connection)
        _ = try connection.call(RedisCommand("DEL", keys.reply(reply)))
        let end = sender.progress
        return LatencyReport(
            rate: rate, rowsPerJob: rows, jobs: end.sent, seconds: last / .seconds(1), latencies: tally.histogram,
            lateness: end.lateness, lost: end.sent - tally.answered, duplicates: tally.duplicates, failed: tally.failed)
    }

    private func checkReadiness(_ connection: inout RedisConnection) throws {
        let workers = try ModelRegistry(keys: keys).workers(&connection)
        guard workers.contains(where: { $0.version != nil }) else {
            throw ProgramFailure(
                .workFailed, "no worker serves \(keys.name); start one: scoreline-worker --model \(keys.name)")
        }
        let depth = try QueueDepth.read(keys, &connection)
        guard depth.waiting + depth.inFlight == 0 else {
            throw ProgramFailure(
                .workFailed,
                "the queue of \(keys.name) has \(depth.waiting + depth.inFlight) jobs; the bench takes an empty one")
        }
        guard !depth.isPaused else {
            throw ProgramFailure(.workFailed, "\(keys.name) is paused; end that first: scoreline resume \(keys.name)")
        }
    }

    /// Reads results until every job is answered, or none came for too long; gives when the last one came.
    private func read(
        _ key: String, _ sender: OpenLoopSender, _ tally: inout LatencyTally, expected: Int,
        _ connection: inout RedisConnection
    ) throws -> Duration {
        var bar = ProgressBar(.things("results"), doing: "measuring", total: expected, isShown: showsProgress)
        defer { bar.clear() }
        var start: ContinuousClock.Instant?
        var last = Duration.zero
        var lastProgress = ContinuousClock.now
        while true {
            let count = try take(key, &connection) { result, now in
                start = start ?? sender.progress.start
                last = start.map { now - $0 } ?? last
                tally.add(result, at: last)
            }
            if count > 0 {
                lastProgress = .now
                bar.show(tally.answered)
                continue
            }
            let progress = sender.progress
            if let failure = progress.failure { throw failure }
            if progress.sent == tally.answered {
                if progress.isDone { return last }
                lastProgress = .now
            }
            if .now - lastProgress > timeout { return last }
        }
    }

    /// Waits up to a second for results, and gives each with the moment at which it was there.
    private func take(
        _ key: String, _ connection: inout RedisConnection, _ body: (Span<UInt8>, ContinuousClock.Instant) -> Void
    ) throws(RedisError) -> Int {
        let results = try connection.call(RedisCommand("LPOP", key, String(Self.resultsPerRead)), on: key)
        guard results.isNil else {
            let now = ContinuousClock.now
            let count = try results.count()
            for index in 0..<count { body(try results.span(at: index), now) }
            return count
        }
        let first = try connection.call(RedisCommand("BLPOP", key, "1"), blocking: .seconds(1))
        guard !first.isNil else { return 0 }
        body(try first.span(at: 1), .now)
        return 1
    }

    /// Reads what comes until no job is waiting or being scored.
    private func readRest(
        _ key: String, _ last: Duration, _ tally: inout LatencyTally, _ connection: inout RedisConnection
    ) throws {
        let deadline = ContinuousClock.now + timeout
        while ContinuousClock.now < deadline {
            let depth = try QueueDepth.read(keys, &connection)
            let rest = try connection.call(RedisCommand("LPOP", key, String(Self.resultsPerRead)), on: key)
            if rest.isNil {
                if depth.waiting + depth.inFlight == 0 { return }
                Pause.wait(.milliseconds(10))
            } else {
                for index in 0..<(try rest.count()) { tally.add(try rest.span(at: index), at: last) }
            }
        }
    }
}
