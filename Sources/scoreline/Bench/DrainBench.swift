import JobQueue
import Keyspace
import ModelRegistry
import Redis
import ScoringModel
import Settings

/// Fills a queue, lets the running workers drain it, and accounts for every job.
struct DrainBench {
    let keys: ModelKeys
    let jobs: Int
    let rows: Int
    let form: JobForm
    let timeout: Duration
    var showsProgress = false

    /// Rows that differ; more would only take longer to make.
    private static let distinctRows = 4_096
    /// Short, as ids of an application are; the reply list belongs to this run alone.
    private static let idPrefix = "job-"
    private static let resultsPerRead = 1_000

    func run(_ connection: inout RedisConnection) throws -> DrainReport {
        let live = try LiveModel.served(keys, &connection)
        try checkWorkers(&connection)
        let name = "bench-" + RandomName.hexadecimal(16)
        // NX: a pause that somebody else made is not ours to end.
        let isPaused = try connection.call(RedisCommand("SET", keys.paused, name, "NX"))
        guard !isPaused.isNil else {
            throw ProgramFailure(.workFailed, "\(keys.name) is paused; end that first: scoreline resume \(keys.name)")
        }
        let seconds: Double
        do {
            try checkEmpty(&connection)
            try fill(name, live, &connection)
            seconds = try drain(name, &connection)
        } catch {
            try cleanUp(name, after: error, &connection)
            throw error
        }
        let report = try count(name, seconds, &connection)
        _ = try connection.call(RedisCommand("DEL", keys.reply(name)))
        return report
    }

    private func checkWorkers(_ connection: inout RedisConnection) throws {
        let workers = try ModelRegistry(keys: keys).workers(&connection)
        guard workers.contains(where: { $0.version != nil }) else {
            throw ProgramFailure(
                .workFailed, "no worker serves \(keys.name); start one: scoreline-worker --model \(keys.name)")
        }
    }

    /// Looked at while the model is paused: what is claimed then is still being scored.
    private func checkEmpty(_ connection: inout RedisConnection) throws {
        let depth = try QueueDepth.read(keys, &connection)
        let waiting = depth.jobs + depth.handoff + depth.suspects + depth.inFlight
        guard waiting == 0 else {
            throw ProgramFailure(
                .workFailed, "the queue of \(keys.name) has \(waiting) jobs; the bench takes an empty one")
        }
    }

    private func fill(_ name: String, _ live: LiveModel, _ connection: inout RedisConnection) throws {
        var generator = RandomRows(live.manifest.features)
        let texts = (0..<min(jobs * rows, Self.distinctRows)).map { _ in generator.next() }
        var pusher = JobPusher(keys: keys)
        var row = 0
        var bar = ProgressBar(.things("jobs"), doing: "filling", total: jobs, isShown: showsProgress)
        defer { bar.clear() }
        for number in 0..<jobs {
            let part = (row..<row + rows).map { texts[$0 % texts.count] }
            row += rows
            let job = try form.job(id: "\(Self.idPrefix)\(number)", replyTo: name, rows: part, live.manifest)
            try pusher.push(job, &connection)
            bar.show(number + 1)
        }
        try pusher.flush(&connection)
    }

    /// Seconds from the end of the pause to the last result.
    private func drain(_ name: String, _ connection: inout RedisConnection) throws -> Double {
        let start = ContinuousClock.now
        _ = try connection.persist { connection throws(RedisError) in
            try connection.call(RedisCommand("DEL", keys.paused)).integer()
        }
        var answered = 0
        var lastProgress = start
        var bar = ProgressBar(.things("jobs"), doing: "draining", total: jobs, isShown: showsProgress)
        defer { bar.clear() }
        while true {
            let length = try connection.persist { connection throws(RedisError) in
                try connection.call(RedisCommand("LLEN", keys.reply(name))).integer()
            }
            let now = ContinuousClock.now
            if length >= jobs { return (now - start) / .seconds(1) }
            if length > answered { (answered, lastProgress) = (length, now) }
            bar.show(length)
            guard now - lastProgress < timeout else {
                throw ProgramFailure(
                    .workFailed,
                    "\(answered) of \(jobs) results came, then none for \(timeout); see scoreline status \(keys.name)")
            }
            Pause.wait(.milliseconds(2))
        }
    }

    private func count(_ name: String, _ seconds: Double, _ connection: inout RedisConnection) throws -> DrainReport {
        var tally = DrainTally(prefix: Self.idPrefix, jobs: jobs)
        var bar = ProgressBar(.things("results"), doing: "checking", total: jobs, isShown: showsProgress)
        defer { bar.clear() }
        var start = 0
        while true {
            let end = start + Self.resultsPerRead - 1
            let results = try connection.persist { connection throws(RedisError) in
                try connection.call(RedisCommand("LRANGE", keys.reply(name), String(start), String(end)))
            }
            let count = try results.count()
            for index in 0..<count { tally.add(try results.span(at: index)) }
            start += count
            bar.show(start)
            if count < Self.resultsPerRead { break }
        }
        var report = DrainReport(jobs: jobs, rowsPerJob: rows, seconds: seconds)
        report.duplicates = tally.duplicates
        report.lost = tally.lost
        report.failed = tally.failed
        return report
    }

    /// Ends our pause. Jobs that were pushed stay: the workers drain them, and their list of results expires.
    private func cleanUp(_ name: String, after error: any Error, _ connection: inout RedisConnection) throws {
        if let error = error as? RedisError, !error.isConnectionUsable {
            StandardError.write(
                "scoreline: \(keys.name) may still be paused; end that: scoreline resume \(keys.name)\n")
            return
        }
        _ = try connection.call(RedisCommand("DEL", keys.paused))
    }
}
