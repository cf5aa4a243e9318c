import JobQueue
import ModelRegistry
import Monitoring
import Settings

extension ModelStatus {
    /// A few lines for people.
    func text(columns: Int?) -> String {
        var text = versionSentence + (depth.isPaused ? "; PAUSED" : "") + "\n"
        let age = oldestSeconds.map { "\(($0 * 10).rounded() / 10) s" } ?? "unknown"
        text += "  pending \(depth.jobs + depth.handoff)  in flight \(depth.inFlight)  suspects \(depth.suspects)"
        text += "  dead \(depth.dead)  unread results \(depth.results)  oldest job \(age)\n"
        if let drift { text += "  drift  \(drift.summary)\n" }
        if let driftFailure { text += "  drift  can't be read: \(VisibleText.line(driftFailure, most: 300))\n" }
        for line in concerns().flatMap(\.lines) { text += line + "\n" }
        return workers.isEmpty ? text : text + workerTable.text(columns: columns)
    }

    /// A line for each worker.
    var workerTable: TextTable {
        var table = TextTable(
            ["  WORKER", "HOST", "PID", "STATE", "VERSION", "JOBS/S", "IN FLIGHT", "REASON"],
            numbers: ["PID", "VERSION", "JOBS/S", "IN FLIGHT"],
            yielding: ["HOST", "  WORKER"], optional: ["PID", "IN FLIGHT"])
        for worker in workers {
            table.append([
                "  " + worker.id, worker.host, String(worker.pid), worker.state.rawValue,
                worker.version.map { String($0) } ?? "-", String(Int(worker.jobsPerSecond.rounded())),
                String(worker.inFlight), reason(worker),
            ])
        }
        return table
    }

    private func reason(_ worker: WorkerRecord) -> String {
        guard let reason = worker.reason else { return worker.waiting ?? "" }
        return worker.refusedVersion.map { "version \($0): \(reason)" } ?? reason
    }

    /// What is live and since when.
    var versionSentence: String {
        guard let pointer else {
            return "\(model) has no published version"
        }
        return "\(model) version \(pointer.version), published \(PointInTime.text(milliseconds: pointer.publishedAt))"
            + " by \(pointer.publishedBy)"
    }
}
