import JobQueue
import Keyspace
import ModelRegistry

/// What was found out about one model.
struct ModelFacts: Sendable, Equatable {
    /// The bytes of the live version.
    enum LiveBytes: Sendable, Equatable {
        /// They have the SHA-256 of the pointer.
        case verified(Int)
        /// Too many to be read for a check.
        case unread
    }

    let keys: ModelKeys
    /// Nil inside when nothing was published.
    var pointer: Fact<ModelPointer?>
    /// Nil when nothing was published, or the pointer is not known.
    var live: Fact<LiveBytes>?
    var workers: Fact<[WorkerRecord]>
    var depth: Fact<QueueDepth>
    /// Results that came between two looks.
    var resultsGrowth = 0
    var leases: Fact<LeaseFacts>
    /// Nil when keys were not looked at.
    var strays: [Stray]?
}

struct LeaseFacts: Sendable, Equatable {
    /// Claims that had no lease in each of several looks.
    var claimsWithout: Int
    /// Leases that ended more than a minute ago.
    var overdue: Int
}
