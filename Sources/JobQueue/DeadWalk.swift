package import Redis

/// Goes through the entries of `dead` once, a piece at a time. Entries that come meanwhile are left out, so that a job which
/// is retried and given up again does not keep a walk going for ever; those that go meanwhile are not missed.
package struct DeadWalk: Sendable {
    package enum Order: Sendable {
        case oldestFirst, newestFirst
    }

    private let dead: DeadJobs
    private let order: Order
    private let jobBytes: Int
    private var next: String
    /// The newest entry at the start; nil before the first piece.
    private var newest: String?
    private var isAtEnd = false

    /// Each entry comes with the first `jobBytes` of its job.
    package init(_ dead: DeadJobs, _ order: Order, jobBytes: Int) {
        self.dead = dead
        self.order = order
        self.jobBytes = jobBytes
        next = order == .oldestFirst ? "-" : "+"
    }

    /// The next entries, at most `most`; none at the end.
    package mutating func piece(
        atMost most: Int = .max, _ connection: inout RedisConnection
    ) throws(RedisError) -> [DeadEntry] {
        guard !isAtEnd, most > 0 else { return [] }
        let entries: [DeadEntry]
        switch order {
        case .newestFirst:
            entries = try dead.read("XREVRANGE", from: next, to: "-", most: most, jobBytes, &connection)
        case .oldestFirst:
            if newest == nil {
                newest = try dead.read("XREVRANGE", from: "+", to: "-", most: 1, 0, &connection).first?.id.text
            }
            guard let newest else { return finish() }
            entries = try dead.read("XRANGE", from: next, to: newest, most: most, jobBytes, &connection)
        }
        guard let last = entries.last else { return finish() }
        next = "(" + last.id.text
        return entries
    }

    private mutating func finish() -> [DeadEntry] {
        isAtEnd = true
        return []
    }
}
