import JobWire
import Redis

/// The results of a claim, sorted by the list each goes to, as the commit script takes them.
struct CommitArguments {
    /// Entries that `dead` keeps at most, the bytes of a job in it, and how long it keeps them, in ms.
    static let deadEntries = 1000
    static let deadBytes = 1 << 20
    static let deadLife = 7 * 86_400_000

    let claim: Claim
    private let results: ResultBatch
    private let reason: String?
    /// 1 + an index into the batch's reply names, of those that can take no results.
    private var redirected: Set<Int> = []

    init(_ results: ResultBatch, of claim: Claim, burying reason: String?) {
        precondition(results.count == claim.count, "\(results.count) results for \(claim.count) jobs of \(claim.id)")
        precondition(reason == nil || claim.count == 1, "a job is buried alone")
        self.claim = claim
        self.results = results
        self.reason = reason
    }

    var replyNames: [String] { results.replyNames }

    /// Sends results to `results` that would go to these keys of the script; false when that changes nothing.
    mutating func redirect(keys: [Int]) -> Bool {
        let before = redirected.count
        for key in keys {
            // KEYS[7] is `results` itself.
            guard key > 7, key - 7 <= results.replyNames.count else { return false }
            redirected.insert(key - 7)
        }
        return redirected.count > before
    }

    func append(to command: inout RedisCommand) {
        command.append(claim.id)
        for argument in [claim.counter, QueueScript.fenceLife, QueueScript.replyLife] { command.append(argument) }
        command.append(reason ?? "")
        for argument in [Self.deadEntries, Self.deadLife, Self.deadBytes] { command.append(argument) }
        command.reserve(arguments: results.count, bytes: results.bytes.count)
        var lists = Array(repeating: [Int](), count: 1 + results.replyNames.count)
        for (index, destination) in results.destinations.enumerated() {
            lists[redirected.contains(destination) ? 0 : destination].append(index)
        }
        for list in lists {
            command.append(list.count)
            for index in list { command.append(results.bytes(at: index)) }
        }
    }
}
