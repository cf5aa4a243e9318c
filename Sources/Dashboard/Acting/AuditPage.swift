import Drawing
import Steering

/// Who did what to a model.
enum AuditPage {
    static let shown = 200

    static func page(_ entries: [AuditEntry], model: String) -> Page {
        let body: Markup =
            entries.isEmpty
            ? #"<p class="fine">Nothing was done to \#(model) by the dashboard or by <code>scoreline</code>.</p>"#
            : Table(
                "What operators did, the newest first",
                columns: ["Time", "Who", "From", "Action", "Object", "Outcome", "What came of it"],
                rows: entries.map(row), hasRowHeads: true
            ).markup
        return Page("Audit", model: model, tab: .audit, [.init(id: "audit", markup: body)])
    }

    private static func row(_ entry: AuditEntry) -> [Markup] {
        let outcome: Markup =
            switch entry.outcome {
            case .done: #"<span class="pill good">done</span>"#
            case .failed: #"<span class="pill bad">failed</span>"#
            case nil: Parts.dash(nil)
            }
        return [
            Parts.time(entry.milliseconds), "\(entry.who)", "\(entry.place)", "\(entry.act)", "\(entry.object)",
            outcome,
            "\(entry.detail)",
        ]
    }
}
