import Drawing
import JobQueue
import Monitoring

/// One job that was given up, in full.
enum DeadEntryPage {
    /// Bytes of a job that a page shows; the rest comes as JSON.
    static let shown = 64 << 10

    static func page(_ entry: DeadEntry, model: String, _ visit: Visit) -> Page {
        let job = JobText.visible(entry.job, most: shown)
        let rest: Markup =
            entry.job.count > shown
            ? #"<p class="hint">Only the first \#(Words.bytes(shown)) are shown.</p>"# : ""
        let kept: Markup =
            entry.isWhole
            ? "all of it"
            : entry.kept.map { "\(Words.bytes($0)) of it" } ?? "nothing of it"
        return Page(
            model, model: model, tab: .dead, isLive: false,
            [
                .init(
                    id: "entry",
                    markup: """
                        <p><a href="\(Tab.dead.path(model))">All dead letters</a></p>\
                        <dl class="card"><dt>Job</dt><dd>\(entry.jobID ?? "its id can't be read")</dd>\
                        <dt>Given up</dt><dd>\(Parts.time(entry.id.milliseconds))</dd>\
                        <dt>Reason</dt><dd>\(entry.reason ?? "not stated")</dd>\
                        <dt>Workers lost</dt><dd>\(entry.deliveries.map { String($0) } ?? "unknown")</dd>\
                        <dt>Size</dt><dd>\(entry.length.map { Words.bytes($0) } ?? "unknown"), kept is \(kept)</dd>\
                        <dt>Entry</dt><dd><code>\(entry.id.text)</code></dd></dl>
                        """),
                .init(id: "actions", markup: visit.controls(.deadLetter(entry, model: model))),
                .init(
                    id: "job",
                    markup: Parts.section(
                        "The job, byte for byte",
                        """
                        <pre tabindex="0">\(job)</pre>\(rest)\
                        <p><a href="/api/models/\(model)/dead/\(entry.id.text)">All of it as JSON</a></p>
                        """)),
            ])
    }
}
