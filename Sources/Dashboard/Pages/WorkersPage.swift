import Drawing
import ModelRegistry
import Monitoring

/// The workers of one model: who answers, with which version, and what keeps them.
enum WorkersPage {
    static func page(_ sight: ModelSight, _ visit: Visit) -> Page {
        let status = sight.status
        return Page(
            status.model, model: status.model, tab: .workers,
            [
                .init(id: "verdict", markup: verdict(status)),
                .init(id: "workers", markup: table(status, visit)),
            ])
    }

    private static func verdict(_ status: ModelStatus) -> Markup {
        let ready = status.workers.count { $0.state == .ready && $0.version != nil }
        let all = status.workers.count
        let sentence =
            switch (ready, all) {
            case (_, 0): "No worker is running."
            case (1, 1): "The worker is READY."
            case (all, _): "All \(all) workers are READY."
            default: "\(ready) of \(all) workers \(ready == 1 ? "is" : "are") READY."
            }
        let about = status.concerns().filter {
            [.noWorker, .nothingServed, .refused, .loading, .reloading, .resultsFull, .noVersion].contains($0.kind)
        }
        return """
            <p class="lead\(ready == 0 ? " bad" : "")" role="status">\(sentence)</p>\
            \(about.isEmpty ? "" : Parts.concerns(about, model: status.model, fine: ""))
            """
    }

    private static func table(_ status: ModelStatus, _ visit: Visit) -> Markup {
        guard !status.workers.isEmpty else {
            return #"<pre tabindex="0">scoreline-worker --model \#(status.model)</pre>"#
        }
        let hasControls = visit.actions != nil
        let rows = status.workers.map { worker -> [Markup] in
            let cells: [Markup] = [
                "\(worker.host)<span class=\"interval\">process \(worker.pid) · \(worker.id)</span>",
                Parts.pill(worker.state), Parts.dash(worker.version.map { "version \($0)" }), reason(worker),
                "\(FigureText.grouped(worker.lanes))", "\(FigureText.grouped(worker.inFlight))",
                "\(Words.rate(worker.jobsPerSecond))", "\(FigureText.grouped(worker.jobs))",
                "\(Words.bytes(worker.residentBytes))", Parts.time(worker.startedAt),
            ]
            return cells + (hasControls ? [visit.controls(.worker(worker, model: status.model))] : [])
        }
        return Table(
            "The workers whose last beat is not long ago",
            columns: [
                "Worker", "State", "Answers with", "Reason", "Lanes", "In flight", "Jobs / s", "Jobs", "Memory",
                "Started",
            ] + (hasControls ? ["Actions"] : []), rows: rows, numbers: [4, 5, 6, 7, 8], hasRowHeads: true
        ).markup
    }

    private static func reason(_ worker: WorkerRecord) -> Markup {
        guard let reason = worker.reason else { return Parts.dash(worker.waiting) }
        return worker.refusedVersion.map { "refused version \($0): \(reason)" } ?? "\(reason)"
    }
}
