package import JobQueue

/// Which jobs that were given up are to be changed.
package enum DeadChoice: Sendable, Equatable {
    case entries([DeadEntryID])
    /// Those that are there when it begins and match.
    case matching(DeadFilter)

    private static func condition(_ filter: DeadFilter) -> String {
        [("reason", filter.reason), ("job id", filter.job)].filter { !$0.1.isEmpty }
            .map { ", \($0.0) with \"\($0.1)\"" }.joined()
    }

    /// For the audit log.
    var text: String {
        switch self {
        case .entries(let ids):
            ids.prefix(10).map(\.text).joined(separator: " ") + (ids.count > 10 ? " and \(ids.count - 10) more" : "")
        case .matching(let filter): filter.isEmpty ? "all" : "all" + Self.condition(filter)
        }
    }
}

/// What became of the entries of a choice.
package struct DeadTally: Sendable {
    /// Retried or discarded.
    package private(set) var changed = 0
    /// Named and not there.
    package private(set) var missing: [DeadEntryID] = []
    /// Can't be retried, and stay.
    package private(set) var left: [(id: DeadEntryID, why: DeadJobs.Retry)] = []

    package init() {}

    mutating func add(_ retry: DeadJobs.Retry, of id: DeadEntryID, isNamed: Bool) {
        switch retry {
        case .retried: changed += 1
        case .gone: if isNamed { missing.append(id) }
        case .cut, .bare: left.append((id, retry))
        }
    }

    mutating func addDiscarded(_ count: Int) { changed += count }

    mutating func addMissing(_ id: DeadEntryID) { missing.append(id) }

    /// The end of a sentence that begins with "retried" or "discarded".
    var text: String {
        "\(changed) \(changed == 1 ? "job" : "jobs")" + (missing.isEmpty ? "" : "; \(missing.count) were not there")
            + (left.isEmpty ? "" : "; \(left.count) can't be retried and stay")
    }
}
