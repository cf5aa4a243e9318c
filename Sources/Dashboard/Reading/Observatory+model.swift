import Hummingbird
import HummingbirdCore
import JSONBytes
import JobQueue
import Keyspace
import ModelRegistry
import Monitoring
import Redis

/// What single pages need of one model.
extension Observatory {
    /// Of the model in the address.
    func sight(_ parameters: Parameters) async throws -> ModelSight {
        try await status(of: parameters.get("model") ?? "")
    }

    func course(_ range: CourseRange, of model: String) async throws -> QueueCourse {
        // No sample is newer than its step.
        try await reading("course \(range.rawValue)", of: model, for: .seconds(min(range.step.seconds / 2, 30))) {
            keys, connection in
            try range.read(keys, &connection)
        }
    }

    func inFlight(of model: String) async throws -> InFlightPage.Reading {
        try await reading("in flight", of: model) { keys, connection in
            let claims = try OpenClaims.read(keys, &connection)
            var look = ListLook()
            try look.search(keys.suspects, bound: InFlightPage.suspects, &connection)
            return InFlightPage.Reading(claims: claims, suspects: look)
        }
    }

    /// With a filter every dead letter is looked at, which takes longer.
    func dead(_ filter: DeadPage.Filter, of model: String) async throws -> DeadList {
        let chosen = filter.chosen
        let key = "dead \(QueryText.encoded(["reason": chosen.reason, "job": chosen.job])) \(filter.most)"
        let isSlow = !chosen.isEmpty || filter.most > 100
        return try await reading(key, of: model, isSlow: isSlow, for: .seconds(isSlow ? 10 : 2)) { keys, connection in
            try DeadList.read(
                DeadJobs(keys: keys), most: filter.most, bound: 2000, &connection, where: { chosen.matches($0) })
        }
    }

    func deadEntry(_ text: String, of model: String, bytes: Int) async throws -> DeadEntry {
        guard let id = DeadEntryID(text) else {
            throw ReadError.malformed("an entry is named like 1748253600000-0")
        }
        // A whole job may be large: only for those who ask at the same time.
        let key = "dead \(id.text) \(bytes)"
        let entry = try await reading(key, of: model, isSlow: true, for: .zero) { keys, connection in
            try DeadJobs(keys: keys).entry(id, jobBytes: bytes, &connection)
        }
        guard let entry else {
            throw ReadError.notFound(
                "There is no dead letter \(id.text) of \(model): it was retried, discarded or trimmed.")
        }
        return entry
    }

    /// Nil when nothing was published.
    func versions(of model: String) async throws -> PublishedVersions? {
        try await reading("versions", of: model) { keys, connection in
            try PublishedVersions.read(keys, &connection)
        }
    }

    /// As `scoreline models list --json` prints it.
    func allVersions() async throws -> JSONValue {
        var entries: [JSONValue] = []
        let overview = try await overview()
        for status in overview.models where status.pointer != nil {
            if let published = try await versions(of: status.model) { entries.append(published.json) }
        }
        return .object([.init("models", .array(entries + overview.broken.json))])
    }

    /// Model files that are larger than this are not fetched for a page.
    private static let largestFile = 256 << 20

    func card(_ text: String, of model: String) async throws -> (card: ModelCard, pointer: ModelPointer) {
        guard let number = Int(text), number > 0 else {
            throw ReadError.malformed("a version is a number from 1")
        }
        guard let published = try await versions(of: model),
            let stored = published.versions.first(where: { $0.number == number })
        else { throw ReadError.notFound("The model \(model) has no version \(number): never published, or pruned.") }
        // A version never changes; what is kept of it is small.
        let key = "outline \(number) \(stored.sha256)"
        let outline = try await reading(key, of: model, isSlow: true, for: .seconds(600)) { keys, connection in
            try ModelOutline.read(number, of: keys, limit: Self.largestFile, &connection)
        }
        let card = ModelCard(model, version: number, outline, stored: stored, pointer: published.pointer)
        return (card, published.pointer)
    }

    func search(_ id: String, in model: String) async throws -> JobSearch {
        try await reading("search \(id)", of: model, isSlow: true) { keys, connection in
            try JobSearch.run(id, keys, &connection)
        }
    }
}
