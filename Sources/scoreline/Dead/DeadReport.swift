import JobQueue
import Monitoring
import Settings

/// Entries of `dead` as people and programs read them.
enum DeadReport {
    /// A table under its header, and how many there are in all.
    static func text(_ entries: [DeadEntry], of total: Int, model: String) -> String {
        guard !entries.isEmpty else { return "No job of \(model) was given up.\n" }
        var table = TextTable(
            ["ID", "TIME", "JOB", "REASON", "DELIVERIES", "BYTES"], numbers: ["DELIVERIES"],
            yielding: ["JOB", "REASON"],
            optional: ["DELIVERIES", "BYTES"])
        for entry in entries {
            table.append([
                entry.id.text, PointInTime.text(milliseconds: entry.id.milliseconds),
                entry.jobID.map { VisibleText.line($0, most: 512) } ?? "?",
                entry.reason.map { VisibleText.line($0, most: 512) } ?? "?",
                entry.deliveries.map { String($0) } ?? "?", size(entry),
            ])
        }
        let rest = total - entries.count
        return table.text(columns: StandardOutput.columns)
            + (rest > 0 ? "\(rest) older ones are not shown; --count \(total) shows all\n" : "")
    }

    /// What is known about an entry, for people.
    static func facts(_ entry: DeadEntry) -> String {
        var table = TextTable(["id", entry.id.text])
        for (name, value) in [
            ("time", PointInTime.text(milliseconds: entry.id.milliseconds)),
            ("job", entry.jobID.map { VisibleText.line($0, most: 512) }),
            ("reason", entry.reason.map { VisibleText.line($0) }),
            ("deliveries", entry.deliveries.map { String($0) }), ("bytes", size(entry)),
        ] {
            table.append([name, value ?? "unknown"])
        }
        return table.text
    }

    /// Why an entry can't become a job again, as the end of a sentence; nil when it was not the entry's fault.
    static func obstacle(_ retry: DeadJobs.Retry) -> String? {
        switch retry {
        case .retried, .gone: nil
        case .cut(let kept, let length?):
            "only \(kept) of the job's \(length) bytes were kept; push the job again from its source"
        case .cut(let kept, nil):
            "it holds \(kept) bytes and does not say how long the job was; look at it and push it again"
        case .bare: "it holds no job"
        }
    }

    private static func size(_ entry: DeadEntry) -> String {
        guard let kept = entry.kept else { return "no job" }
        return entry.isWhole ? String(kept) : "\(kept) of \(entry.length.map { String($0) } ?? "?")"
    }
}
