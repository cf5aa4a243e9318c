package import JSONBytes
package import JobQueue
import Keyspace
package import Redis

/// The newest jobs of a model that were given up, as far as they were asked for.
package struct DeadList: Sendable {
    package let model: String
    /// How many there are in all.
    package let total: Int
    /// The newest first, each with the head of its job.
    package let entries: [DeadEntry]
    /// Entries that were looked at for these.
    package let looked: Int

    /// Reads at most `most` entries that `filter` takes, and looks at no more than `bound` for them.
    package static func read(
        _ dead: DeadJobs, most: Int, bound: Int = .max, _ connection: inout RedisConnection,
        where filter: (DeadEntry) -> Bool = { _ in true }
    ) throws(RedisError) -> DeadList {
        let total = try dead.count(&connection)
        var walk = DeadWalk(dead, .newestFirst, jobBytes: DeadJobs.headBytes)
        var (entries, looked): ([DeadEntry], Int) = ([], 0)
        while entries.count < most, looked < bound {
            let piece = try walk.piece(atMost: min(most - entries.count, bound - looked), &connection)
            if piece.isEmpty { break }
            looked += piece.count
            entries += piece.filter(filter)
        }
        return DeadList(model: dead.keys.name, total: total, entries: entries, looked: looked)
    }

    /// As `scoreline dead list --json` prints it.
    package var json: JSONValue {
        .object([
            .init("model", .string(model)), .init("total", .integer(total)),
            .init("entries", .array(entries.map(\.summary))),
        ])
    }
}
