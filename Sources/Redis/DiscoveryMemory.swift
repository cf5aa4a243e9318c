import Synchronization

/// What the connections of this process found out, so that a process with many lanes does not ask once for each.
///
/// While a primary is away all lanes open connections again and again, each with its own back-off; of their attempts one in
/// `freshness` asks, and the others take its answer. An answer is only a hint: whoever connects checks it.
final class DiscoveryMemory<Answer: Sendable>: Sendable {
    private struct Entry {
        var answer: Answer?
        var time = ContinuousClock.now
        var preferred: RedisAddress?
    }

    private let freshness = Duration.milliseconds(250)
    /// By the description of sentinels or cluster.
    private let entries = Mutex<[String: Entry]>([:])

    /// The last answer; nil when it is not fresh.
    func freshAnswer(for name: String) -> Answer? {
        entries.withLock { $0[name].flatMap { .now - $0.time < freshness ? $0.answer : nil } }
    }

    /// The last answer, however long ago.
    func lastAnswer(for name: String) -> Answer? { entries.withLock { $0[name]?.answer } }

    func note(_ answer: Answer, for name: String) {
        entries.withLock {
            $0[name, default: Entry()].answer = answer
            $0[name, default: Entry()].time = .now
        }
    }

    /// Notes whose answer led to a server.
    func prefer(_ address: RedisAddress, for name: String) {
        entries.withLock { $0[name, default: Entry()].preferred = address }
    }

    /// In which order to ask: whose answer was right last, then the others in any order, so that a fleet spreads.
    func order(_ addresses: [RedisAddress], for name: String) -> [RedisAddress] {
        let preferred = entries.withLock { $0[name]?.preferred }
        return addresses.filter { $0 == preferred } + addresses.filter { $0 != preferred }.shuffled()
    }
}
