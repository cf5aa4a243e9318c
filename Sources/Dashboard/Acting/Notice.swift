import Drawing
import JobQueue
import Steering

/// What was done just now, told once: read from the audit log, so that no address can make a page say something else.
enum Notice: Sendable {
    case entry(AuditEntry)
    case unrecorded

    var markup: Markup {
        switch self {
        case .entry(let entry):
            #"<p class="notice" role="status">Done: \#(entry.detail).</p>"#
        case .unrecorded:
            #"<p class="notice" role="status">Done, but it could not be written into the audit log.</p>"#
        }
    }
}

extension Observatory {
    /// For the id that an action leads back with; nil for one that is no entry's.
    func notice(_ id: String?, of model: String) async -> Notice? {
        guard let id else { return nil }
        if id == "unrecorded" { return .unrecorded }
        guard let entryID = DeadEntryID(id) else { return nil }
        let entry: AuditEntry?? = try? await reading("audit \(entryID.text)", of: model) { keys, connection in
            try AuditLog(keys: keys).entry(entryID, &connection)
        }
        return (entry ?? nil).map { .entry($0) }
    }

    /// The newest of what operators did.
    func audit(of model: String) async throws -> [AuditEntry] {
        try await reading("audit", of: model) { keys, connection in
            try AuditLog(keys: keys).newest(AuditPage.shown, &connection)
        }
    }
}
