import JobWire
import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

/// A Redis of the test's own with one model's queue in it.
final class QueueFixture {
    let server: RedisServer
    let keys: ModelKeys
    let permit = SuspectPermit()
    private var connection: RedisConnection

    init() throws {
        server = try RedisServer()
        keys = try Keyspace(prefix: "t").model("m")
        connection = try server.connect()
    }

    static let small = ClaimSettings(batchJobs: 4)

    func lane(
        _ lane: Int = 0, process: String = String(repeating: "a", count: 32), settings: ClaimSettings = small,
        permit: SuspectPermit? = nil, configuration: RedisConfiguration? = nil
    ) throws -> LaneQueue {
        LaneQueue(
            connection: try RedisConnection.open(configuration ?? server.configuration), keys: keys,
            lane: LaneID(process: process, lane: lane), settings: settings, permit: permit ?? self.permit)
    }

    func keeper(lease: Duration = .seconds(10)) throws -> LeaseKeeper {
        LeaseKeeper(connection: try server.connect(), keys: keys, lease: lease)
    }

    /// Recovers whatever is claimed, as two sweeps do after its worker died. Gives the number of jobs.
    @discardableResult
    func recover() throws -> Int {
        try expire()
        var keeper = try keeper()
        #expect(try keeper.sweep(at: start) == 0)
        return try keeper.sweep(at: start + .seconds(4))
    }

    /// Ends every lease, as time does.
    func expire() throws {
        for id in try texts("ZRANGE", keys.leases, "0", "-1") { try run("ZADD", keys.leases, "1", id) }
    }

    let start = ContinuousClock.now

    // MARK: Commands

    func push(_ jobs: String...) throws { for job in jobs { try push(Array(job.utf8)) } }

    func push(_ job: [UInt8]) throws { _ = try connection.call(RedisCommand("RPUSH", keys.jobs).appending(job)) }

    func run(_ arguments: String...) throws { _ = try connection.call(command(arguments)) }

    func integer(_ arguments: String...) throws -> Int { try connection.call(command(arguments)).integer() }

    func text(_ arguments: String...) throws -> String? { try connection.call(command(arguments)).text() }

    func texts(_ arguments: String...) throws -> [String] { try connection.call(command(arguments)).texts() }

    func list(_ key: String) throws -> [String] { try texts("LRANGE", key, "0", "-1") }

    func results() throws -> [String] { try list(keys.results) }

    func depth() throws -> QueueDepth { try QueueDepth.read(keys, &connection) }

    /// Redis' clock, in ms.
    func now() throws -> Int {
        let time = try texts("TIME").compactMap { Int($0) }
        return time[0] * 1000 + time[1] / 1000
    }

    /// How often clients and scripts have called a command since `CONFIG RESETSTAT`.
    func calls(of command: String) throws -> Int {
        let lines = try text("INFO", "commandstats")?.split(separator: "\r\n") ?? []
        let start = "cmdstat_\(command):calls="
        guard let line = lines.first(where: { $0.hasPrefix(start) }) else { return 0 }
        return Int(line.dropFirst(start.count).prefix { $0 != "," }) ?? -1
    }

    func stat(_ name: String) throws -> Int { Int(try text("HGET", keys.stats, name) ?? "0") ?? -1 }

    /// Runs a script as anybody could whose copy of a request arrives late.
    func run(_ script: RedisScript, keys: [String], _ arguments: [String]) throws -> Int {
        var command = try connection.command(script, keys: keys)
        for argument in arguments { command.append(argument) }
        return try connection.run(script, command).integer()
    }

    /// Entries of `dead`, oldest first.
    func dead() throws -> [[String: String]] {
        var entries: [[String: String]] = []
        for id in try deadIDs() {
            let reply = try connection.call(
                RedisCommand(
                    "EVAL", "return redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1][2]", "1", keys.dead, id))
            entries.append(try reply.pairs())
        }
        return entries
    }

    private func deadIDs() throws -> [String] {
        let source = """
            local ids = {}
            for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do ids[#ids + 1] = entry[1] end
            return ids
            """
        return try texts("EVAL", source, "1", keys.dead)
    }

    /// Keys that no rule lets stay when all work is done.
    func leftovers() throws -> [String] {
        try texts("KEYS", "*").filter { key in
            if key == keys.stats || key == keys.results || key == keys.dead { return false }
            let life = try integer("TTL", key)
            return !(key.hasPrefix(keys.done(lane: "")) && (1...3600).contains(life))
        }
    }

    private func command(_ arguments: [String]) -> RedisCommand {
        var command = RedisCommand(arguments[0])
        for argument in arguments.dropFirst() { command.append(argument) }
        return command
    }
}

/// A claimed batch, copied out.
struct Taken {
    let claim: Claim
    let payloads: [[UInt8]]
    let oversized: [Int?]

    var jobs: [String] { payloads.map { String(decoding: $0, as: UTF8.self) } }

    init(_ batch: consuming ClaimedBatch) {
        claim = batch.claim
        var payloads: [[UInt8]] = []
        for index in 0..<batch.count {
            let span = batch.payload(at: index)
            payloads.append(span.indices.map { span[$0] })
        }
        self.payloads = payloads
        oversized = (0..<claim.count).map { batch.oversizedLength(at: $0) }
    }

    /// One result per job, that names it.
    var results: ResultBatch { JobQueueTests.results(jobs.map { "r:" + $0 }) }
}

/// The answer's batch.
func taken(_ answer: consuming ClaimAnswer) throws -> Taken {
    switch consume answer {
    case .batch(let batch): return Taken(batch)
    case .empty: throw TestFailure("expected a batch, found the queue empty")
    case .paused: throw TestFailure("expected a batch, found the queue paused")
    case .full: throw TestFailure("expected a batch, found the results full")
    }
}

/// The answer's case, and the jobs of a batch.
func word(_ answer: consuming ClaimAnswer) -> String {
    switch consume answer {
    case .batch(let batch): return Taken(batch).jobs.joined(separator: ",")
    case .empty: return "EMPTY"
    case .paused: return "PAUSED"
    case .full: return "FULL"
    }
}

/// Results with where they go: `name` is a reply list's, nil for `results`.
func results(_ texts: [String], to names: [String?] = []) -> ResultBatch {
    var batch = ResultBatch()
    for (index, text) in texts.enumerated() {
        batch.bytes += Array(text.utf8)
        batch.ends.append(batch.bytes.count)
        var destination = 0
        if index < names.count, let name = names[index] {
            if !batch.replyNames.contains(name) { batch.replyNames.append(name) }
            destination = 1 + (batch.replyNames.firstIndex(of: name) ?? 0)
        }
        batch.destinations.append(destination)
    }
    return batch
}

extension LaneQueue {
    /// `commitAndClaim`, expecting another batch.
    mutating func next(after batch: Taken, _ made: ResultBatch? = nil) throws -> (outcome: CommitOutcome, batch: Taken)
    {
        let answer = try commitAndClaim(made ?? batch.results, of: batch.claim)
        let outcome = answer.outcome
        return (outcome, try taken(answer.next))
    }

    /// `commitAndClaim`, with what came next as a word.
    mutating func nextWord(after batch: Taken, _ made: ResultBatch? = nil) throws -> (
        outcome: CommitOutcome, next: String
    ) {
        let answer = try commitAndClaim(made ?? batch.results, of: batch.claim)
        let outcome = answer.outcome
        return (outcome, word(answer.next))
    }
}

extension LeaseKeeper {
    /// One at a moment of the test's clock, answered at once.
    mutating func sweep(at now: ContinuousClock.Instant) throws(RedisError) -> Int { try sweep { now } }
}
