import Drift
import JobQueue
import ModelRegistry

extension ModelStatus {
    /// What is wrong, what stops the queue first; none when all is well. No clock and no I/O.
    package func concerns(_ memory: RedisMemory? = nil) -> [Concern] {
        let found = [
            pause, version, workforce, fullResults, refusals, laggards, age, suspects, dead, unlikeTraining,
            memory?.concern,
        ].compactMap { $0 }
        // In the order of the list where they are equally severe.
        return [.problem, .warning, .note].flatMap { severity in found.filter { $0.severity == severity } }
    }

    private var pause: Concern? {
        guard depth.isPaused else { return nil }
        return Concern(
            .paused, depth.waiting > 0 ? .problem : .warning,
            "The queue is paused: workers claim nothing" + (depth.waiting > 0 ? ", and \(waitingJobs)." : "."),
            remedy: "Resume it when the reason is gone.", command: "scoreline resume \(model)")
    }

    private var version: Concern? {
        guard pointer == nil else { return nil }
        return Concern(
            .noVersion, depth.waiting > 0 ? .problem : .warning,
            "No version is published" + (depth.waiting > 0 ? ", and \(waitingJobs)." : "."),
            remedy: "Publish a model file.", command: "scoreline models publish \(model) FILE")
    }

    /// Whether there is anybody who could answer.
    private var workforce: Concern? {
        let work = depth.waiting + depth.inFlight
        guard !workers.isEmpty else {
            return Concern(
                .noWorker, work > 0 ? .problem : .warning,
                "No worker is running"
                    + (work > 0 ? ", and \(Self.counted(work, "job", "waits", "wait")) for one." : "."),
                remedy: "Start a worker.", command: "scoreline-worker --model \(model)")
        }
        guard pointer != nil, workers.allSatisfy({ $0.version == nil }) else { return nil }
        let refusing = workers.filter { $0.state == .refused }
        guard refusing.isEmpty else {
            return Concern(
                .nothingServed, .problem,
                "No worker serves a version: \(count(refusing)) refused version "
                    + "\(refusing[0].refusedVersion.map { String($0) } ?? "?") (\(reason(of: refusing))).",
                remedy: "Publish a version that passes, or go back to one that did.",
                command: "scoreline models rollback \(model)")
        }
        return Concern(
            .nothingServed, depth.waiting > 0 ? .problem : .warning,
            "All workers are LOADING: none serves a version yet" + given(reason(of: workers, or: "")) + ".",
            remedy: "Loading takes seconds; look at the workers' log when it lasts.",
            command: "scoreline models wait \(model)")
    }

    private var fullResults: Concern? {
        guard let waits = workers.lazy.compactMap(\.waiting).first else { return nil }
        return Concern(
            .resultsFull, .problem,
            "Workers wait for a reader: \(Self.counted(depth.results, "result")) are unread, and \(waitingJobs)."
                + " A worker says that it \(waits).",
            remedy: "Read the results, or find out why their reader stopped.", command: "scoreline results \(model)")
    }

    private var refusals: Concern? {
        let refusing = workers.filter { $0.state == .refused && $0.version != nil }
        guard let first = refusing.first else { return nil }
        let served = Set(refusing.compactMap(\.version)).sorted().map { String($0) }.joined(separator: ", ")
        return Concern(
            .refused, .warning,
            "\(count(refusing)) refused version \(first.refusedVersion.map { String($0) } ?? "?")"
                + " (\(reason(of: refusing))); version \(served) answers instead.",
            remedy: "Go back to the version that answers, or publish one that passes.",
            command: "scoreline models rollback \(model)")
    }

    private var laggards: Concern? {
        guard let live = pointer?.version, workers.contains(where: { $0.version != nil }) else { return nil }
        let loading = workers.filter { $0.version == nil && $0.state == .loading }
        if !loading.isEmpty {
            return Concern(
                .loading, .note, "\(count(loading)) are LOADING\(given(reason(of: loading, or: ""))).",
                remedy: "Loading takes seconds; look at their log when it lasts.",
                command: "scoreline models wait \(model)")
        }
        let behind = workers.filter { $0.state == .ready && $0.version != live }
        guard !behind.isEmpty else { return nil }
        return Concern(
            .reloading, .note, "\(count(behind)) still answer with a version before \(live).",
            remedy: "A reload takes seconds; look at their log when it lasts.",
            command: "scoreline models wait \(model)")
    }

    /// Seconds after which a job that waits is worth a word.
    package static let longWait = 60.0

    private var age: Concern? {
        guard depth.waiting > 0, !depth.isPaused, workers.contains(where: { $0.version != nil && $0.waiting == nil }),
            let oldestSeconds, oldestSeconds >= Self.longWait
        else { return nil }
        return Concern(
            .waiting, .warning, "The oldest job has waited about \(Int(oldestSeconds)) s, and \(waitingJobs).",
            remedy: "If this grows, jobs come faster than they are scored: start more workers.",
            command: "scoreline status \(model) --watch")
    }

    private var suspects: Concern? {
        guard depth.suspects > 0 else { return nil }
        return Concern(
            .suspects, .warning,
            "\(Self.counted(depth.suspects, "job", "waits", "wait")) to be tried alone: the workers that had them died.",
            remedy: "They run again by themselves; look why workers died.",
            command: "scoreline status \(model) --watch")
    }

    private var dead: Concern? {
        guard depth.dead > 0 else { return nil }
        return Concern(
            .dead, .warning,
            "\(Self.counted(depth.dead, "job", "was", "were")) given up after taking several workers down.",
            remedy: "Look at them, then retry or discard them.", command: "scoreline dead list \(model)")
    }

    private var unlikeTraining: Concern? {
        guard let report = drift?.report, report.state == .drift else { return nil }
        let names = report.drifted.filter { $0.state == .drift }.map(\.name)
        let list = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return Concern(
            .drift, .warning,
            names.isEmpty
                ? "The answers have drifted from those of training."
                : "\(Self.counted(names.count, "feature", "has", "have")) drifted from training: \(list).",
            remedy: "Find out what changed in the data; train again where it will stay so.",
            command: "scoreline drift \(model)")
    }

    // MARK: Words

    private var waitingJobs: String { Self.counted(depth.waiting, "job", "waits", "wait") }

    /// `1 job waits`, `2 jobs wait`; without verbs `1 job`, `2 jobs`.
    private static func counted(_ count: Int, _ noun: String, _ one: String = "", _ several: String = "") -> String {
        let verb = count == 1 ? one : several
        return "\(count) \(noun)\(count == 1 ? "" : "s")" + (verb.isEmpty ? "" : " " + verb)
    }

    private func count(_ some: [WorkerRecord]) -> String {
        some.count == workers.count ? "All workers" : "\(some.count) of \(Self.counted(workers.count, "worker"))"
    }

    private func reason(of workers: [WorkerRecord], or other: String = "without a reason") -> String {
        workers.lazy.compactMap(\.reason).first.map { String($0.prefix(300)) } ?? other
    }

    private func given(_ reason: String) -> String { reason.isEmpty ? "" : " (\(reason))" }
}
