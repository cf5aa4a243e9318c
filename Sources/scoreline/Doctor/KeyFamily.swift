import Keyspace

/// What a key of a model is for, by its name.
enum KeyFamily: Sendable, Equatable {
    case claim(id: String)
    case drift
    case fence
    case reply
    case upload
    case worker(id: String)
    case drain
    /// Any other, which stays for good.
    case other(type: String)

    /// Nil for a name that Scoreline never makes.
    init?(_ key: String, of keys: ModelKeys) {
        func rest(after start: String) -> String? {
            key.hasPrefix(start) ? String(key.dropFirst(start.count)) : nil
        }
        if let id = rest(after: keys.claim("")) {
            self = .claim(id: id)
        } else if rest(after: keys.done(lane: "")) != nil {
            self = .fence
        } else if rest(after: keys.driftPrefix).flatMap({ Int($0) }) != nil {
            self = .drift
        } else if rest(after: keys.reply("")) != nil {
            self = .reply
        } else if rest(after: keys.upload("")) != nil {
            self = .upload
        } else if let id = rest(after: keys.worker("")) {
            self = .worker(id: id)
        } else if rest(after: keys.drain("")) != nil {
            self = .drain
        } else if rest(after: keys.model + ":").flatMap({ Int($0) }) != nil {
            self = .other(type: "string")
        } else {
            let types = [
                keys.jobs: "list", keys.handoff: "list", keys.results: "list", keys.suspects: "list",
                keys.claims: "hash", keys.leases: "zset", keys.dead: "stream", keys.predictions: "stream",
                keys.model: "hash", keys.models: "zset",
                keys.workers: "zset", keys.stats: "hash", keys.paused: "string", keys.audit: "stream",
                keys.history(10): "stream", keys.history(60): "stream", keys.history(600): "stream",
            ]
            guard let type = types[key] else { return nil }
            self = .other(type: type)
        }
    }

    /// As `TYPE` says it.
    var type: String {
        switch self {
        case .claim, .reply: "list"
        case .drift: "hash"
        case .fence, .upload, .worker, .drain: "string"
        case .other(let type): type
        }
    }

    /// What is left out of the index that would lead to it, or stays when it should expire; nil for a key as it should be.
    ///
    /// `expires` is false for a key without a time to live; `isListed` tells whether the index of its family names it.
    func stray(type found: String, expires: Bool, isListed: Bool) -> Stray.Kind? {
        if found == "none" { return nil }
        if found != type { return .wrongType }
        switch self {
        case .claim: return isListed ? nil : .lostClaim
        case .drift: return expires ? nil : .eternalDrift
        case .fence: return expires ? nil : .eternalFence
        case .reply: return expires ? nil : .eternalReply
        case .upload: return expires ? nil : .eternalUpload
        case .worker: return isListed ? nil : .unlistedWorker
        case .drain: return expires ? nil : .eternalDrain
        case .other: return nil
        }
    }
}

/// A key that nothing will ever read or remove.
struct Stray: Sendable, Equatable {
    enum Kind: Sendable, Equatable, CaseIterable {
        case wrongType, lostClaim, eternalDrift, eternalFence, eternalReply, eternalUpload, eternalDrain
        case unlistedWorker, unknownName
    }

    let kind: Kind
    let key: String
}
