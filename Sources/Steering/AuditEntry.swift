package import JSONBytes
import Monitoring

/// What somebody did to a model, as `audit` keeps it. Who may write the key can write anything, so each text may be empty.
package struct AuditEntry: Sendable, Equatable {
    package enum Outcome: String, Sendable, Equatable {
        case done, failed
    }

    /// Of the stream: a moment of Redis' clock in ms and a number within it.
    package let id: String
    /// Since 1970.
    package let milliseconds: Int
    package let who: String
    package let place: String
    /// An `Act`'s name.
    package let act: String
    /// What it was done to, as far as that is not the whole model: entries, a worker, a version.
    package let object: String
    /// Nil when the entry does not say it.
    package let outcome: Outcome?
    /// A sentence about it, without a full stop.
    package let detail: String

    /// As `scoreline audit --json` prints them.
    package static func json(_ entries: [AuditEntry], model: String) -> JSONValue {
        .object([.init("model", .string(model)), .init("entries", .array(entries.map(\.json)))])
    }

    var json: JSONValue {
        .object([
            .init("id", .string(id)), .init("time", .string(PointInTime.text(milliseconds: milliseconds))),
            .init("who", .string(who)), .init("from", .string(place)), .init("action", .string(act)),
            .init("object", .string(object)), .init("outcome", outcome.map { .string($0.rawValue) } ?? .null),
            .init("detail", .string(detail)),
        ])
    }
}

/// What can be done to a model.
package enum Act: String, Sendable, Equatable, CaseIterable {
    case pause, resume
    case retryDead = "dead-retry"
    case discardDead = "dead-discard"
    case drain
    case publish, promote, rollback

    /// Whether it takes away what nobody gets back by a second command, or what is live: it is asked for twice then.
    package var destroys: Bool {
        switch self {
        case .discardDead, .rollback: true
        case .pause, .resume, .retryDead, .drain, .publish, .promote: false
        }
    }
}
