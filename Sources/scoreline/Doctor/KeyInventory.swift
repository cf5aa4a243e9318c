import Keyspace
import Redis

/// The keys under the prefix, and which of them are strays. Looks at a bounded number of keys.
struct KeyInventory: Sendable, Equatable {
    /// All models that have keys.
    private(set) var models: Set<String> = []
    private(set) var strays: [String: [Stray]] = [:]
    /// Keys of the prefix that were looked at.
    private(set) var keys = 0
    /// False when there was more than the bounds allow.
    private(set) var isComplete = false

    /// What a look at a large Redis may cost.
    struct Bounds {
        var rounds = 1_000
        var keysPerRound = 1_000
        /// Keys of the prefix, each of which takes a few commands.
        var keys = 50_000
    }

    static let rule = "+scan +type +pttl +hexists +zscore"

    /// Reads it; with names, only their keys count.
    static func read(
        _ keyspace: Keyspace, only names: [String], bounds: Bounds = Bounds(), _ connection: inout RedisConnection
    ) throws -> Fact<KeyInventory> {
        var inventory = KeyInventory()
        var suspicious: [Candidate] = []
        var cursor = "0"
        for _ in 0..<bounds.rounds {
            let page = try connection.ask(
                RedisCommand("SCAN", cursor, "MATCH", keyspace.prefix + ":{*}:*", "COUNT", String(bounds.keysPerRound)),
                needing: rule
            ) { reply throws(RedisError) in Page(try reply.cursorAndTexts()) }
            guard case .known(let page) = page else {
                if case .unknown(let gap) = page { return .unknown(gap) }
                break
            }
            let candidates = try page.keys.compactMap { key -> Candidate? in
                guard let name = keyspace.model(ofKey: key)?.name, names.isEmpty || names.contains(name) else {
                    return nil
                }
                inventory.models.insert(name)
                return Candidate(key: key, keys: try keyspace.model(name))
            }
            inventory.keys += candidates.count
            switch try strays(among: candidates, &connection) {
            case .known(let found): suspicious += candidates.filter { found[$0.key] != nil }
            case .unknown(let gap): return .unknown(gap)
            }
            cursor = page.cursor
            inventory.isComplete = cursor == "0"
            if inventory.isComplete || inventory.keys >= bounds.keys { break }
        }
        // What is between two states of a queue at work is not so any more a moment later.
        if !suspicious.isEmpty { Pause.wait(.milliseconds(200)) }
        switch try strays(among: suspicious, &connection) {
        case .known(let found):
            for candidate in suspicious {
                guard let kind = found[candidate.key] else { continue }
                inventory.strays[candidate.keys.name, default: []].append(Stray(kind: kind, key: candidate.key))
            }
        case .unknown(let gap): return .unknown(gap)
        }
        return .known(inventory)
    }

    private struct Page: Sendable, Equatable {
        let cursor: String
        let keys: [String]

        init(_ page: (cursor: String, texts: [String])) { (cursor, keys) = page }
    }

    private struct Candidate {
        let key: String
        let keys: ModelKeys

        /// Whether the index of its family names it, as a command that answers null or 0 when it does not.
        var listing: RedisCommand? {
            switch KeyFamily(key, of: keys) {
            case .claim(let id): RedisCommand("HEXISTS", keys.claims, id)
            case .worker(let id): RedisCommand("ZSCORE", keys.workers, id)
            default: nil
            }
        }

        /// A claim that only has a lease is found by the workers' sweeps as well.
        var secondListing: RedisCommand? {
            if case .claim(let id) = KeyFamily(key, of: keys) { RedisCommand("ZSCORE", keys.leases, id) } else { nil }
        }
    }

    private static func strays(
        among candidates: [Candidate], _ connection: inout RedisConnection
    ) throws(RedisError) -> Fact<[String: Stray.Kind]> {
        var strays: [String: Stray.Kind] = [:]
        for start in stride(from: 0, to: candidates.count, by: 500) {
            let part = candidates[start..<min(start + 500, candidates.count)]
            for candidate in part {
                try connection.append(RedisCommand("TYPE", candidate.key))
                try connection.append(RedisCommand("PTTL", candidate.key))
                for listing in [candidate.listing, candidate.secondListing].compactMap({ $0 }) {
                    try connection.append(listing)
                }
            }
            var refusal: RedisError?
            for candidate in part {
                let type = try connection.receive()
                let life = try connection.receive()
                var isListed = false
                for _ in [candidate.listing, candidate.secondListing].compactMap({ $0 }) {
                    let reply = try connection.receive()
                    // An index of the wrong type is a finding of its own.
                    isListed = isListed || reply.error?.isServer("WRONGTYPE") == true || Self.isThere(reply)
                    refusal = refusal ?? reply.error.flatMap { $0.isServer("WRONGTYPE") ? nil : $0 }
                }
                refusal = refusal ?? type.error ?? life.error
                guard refusal == nil, let found = try type.text() else { continue }
                let expires = try life.integer() >= 0
                guard let family = KeyFamily(candidate.key, of: candidate.keys) else {
                    if found != "none" { strays[candidate.key] = .unknownName }
                    continue
                }
                strays[candidate.key] = family.stray(type: found, expires: expires, isListed: isListed)
            }
            if let refusal { return .unknown(try Gap(refusal, needing: rule)) }
        }
        return .known(strays)
    }

    private static func isThere(_ reply: borrowing RedisReply) -> Bool {
        if reply.isNil || reply.error != nil { return false }
        return (try? reply.integer()) != 0
    }
}
