/// What was read a moment ago, so that any number of browsers costs one read.
actor ReadingCache {
    private struct Entry {
        let id: Int
        let task: Task<any Sendable, any Error>
        /// How long it counts.
        let life: Duration
        /// Nil while it is being read.
        var end: ContinuousClock.Instant?

        func counts(at now: ContinuousClock.Instant) -> Bool { end.map { now - $0 < life } ?? true }
    }

    private static let capacity = 512

    private var entries: [String: Entry] = [:]
    private var lastID = 0

    /// What `read` gave under this key within `life`, or what it gives now; its error counts as well. A read that others
    /// wait for goes on when a caller is cancelled.
    func value<Value: Sendable>(
        _ key: String, for life: Duration = .seconds(1), _ read: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let entry = entry(key, life, read)
        let result = await entry.task.result
        if entries[key]?.id == entry.id, entries[key]?.end == nil { entries[key]?.end = .now }
        guard let value = try result.get() as? Value else {
            preconditionFailure("two kinds of values have the key \(key)")
        }
        return value
    }

    private func entry(
        _ key: String, _ life: Duration, _ read: @escaping @Sendable () async throws -> any Sendable
    ) -> Entry {
        let now = ContinuousClock.now
        if let known = entries[key], known.counts(at: now) { return known }
        // Keys hold names that browsers send, and what was read may be large: nothing is kept longer than it counts.
        entries = entries.filter { $0.value.counts(at: now) }
        if entries.count >= Self.capacity { entries = entries.filter { $0.value.end == nil } }
        lastID += 1
        let entry = Entry(id: lastID, task: Task { try await read() }, life: life, end: nil)
        entries[key] = entry
        return entry
    }
}
