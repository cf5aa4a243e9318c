import Keyspace

/// What keys mean that nothing will ever read or remove.
enum StrayRules {
    /// One finding for each kind, with the first keys.
    static func findings(_ model: ModelKeys, _ strays: [Stray]) -> [Finding] {
        let findings = Stray.Kind.allCases.compactMap { kind -> Finding? in
            let keys = strays.filter { $0.kind == kind }.map(\.key).sorted()
            return keys.first.map { finding(model, kind, keys.count, first: $0, keys) }
        }
        return findings.isEmpty ? [.ok("keys", model: model.name, "none is astray")] : findings
    }

    private static func finding(
        _ model: ModelKeys, _ kind: Stray.Kind, _ count: Int, first: String, _ keys: [String]
    ) -> Finding {
        let names = keys.prefix(3).map { ShellWord.quoted($0) }.joined(separator: ", ") + (count > 3 ? ", …" : "")
        let key = ShellWord.quoted(first)
        let (found, why, mend): (String, String, String) =
            switch kind {
            case .wrongType:
                (
                    "keys of a type that Scoreline never gives them", "every command on them fails",
                    "see what it holds (redis-cli TYPE \(key)), find who wrote it, then: redis-cli DEL \(key)"
                )
            case .lostClaim:
                (
                    "claimed jobs that no worker knows of", "they are never answered",
                    "redis-cli ZADD \(ShellWord.quoted(model.leases)) 0 \(claimID(of: first, model)), which lets a worker take them over"
                )
            case .eternalDrift:
                ("counts for drift that do not expire", "nobody looks at old ones", "redis-cli EXPIRE \(key) 21600")
            case .eternalFence:
                ("marks of finished claims that do not expire", "they stay", "redis-cli EXPIRE \(key) 3600")
            case .eternalReply:
                (
                    "reply lists that do not expire", "what nobody reads stays",
                    "redis-cli EXPIRE \(key) 3600"
                )
            case .eternalUpload:
                ("uploads that do not expire", "a publisher left its bytes behind", "redis-cli EXPIRE \(key) 600")
            case .eternalDrain:
                ("requests to drain that do not expire", "they stay", "redis-cli DEL \(key)")
            case .unlistedWorker:
                (
                    "records of workers that the index does not name", "nobody sees these workers",
                    "wait for a beat; if it stays: redis-cli DEL \(key)"
                )
            case .unknownName:
                (
                    "keys that Scoreline does not know", "somebody else writes under this prefix",
                    "find out who; then redis-cli DEL \(key), or give Scoreline a --prefix of its own"
                )
            }
        let sentence = "\(found): \(count), \(names)"
        if kind == .lostClaim || kind == .wrongType {
            return .problem("keys", model: model.name, sentence, why: why, mend: mend)
        }
        return .warning("keys", model: model.name, sentence, why: why, mend: mend)
    }

    private static func claimID(of key: String, _ model: ModelKeys) -> String {
        guard case .claim(let id) = KeyFamily(key, of: model) else { preconditionFailure("\(key) is no claim") }
        return ShellWord.quoted(id)
    }
}
