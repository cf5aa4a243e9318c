package import ModelRegistry

/// Whether the workers serve a version, from what Redis shows at one moment.
package enum FollowCheck: Equatable, Sendable {
    /// A worker that refused the version, and why.
    package struct Refusal: Equatable, Sendable {
        package let worker: String
        package let reason: String

        package init(worker: String, reason: String) {
            self.worker = worker
            self.reason = reason
        }
    }

    case ready(workers: Int, version: Int)
    /// At least one worker refused it; `undecided` others neither serve nor refuse it yet.
    case refused([Refusal], version: Int, undecided: Int)
    /// Not yet: what is missing, as the end of a sentence about the model.
    case waiting(String)

    /// `version` is the one that must be served, nil the live one; `minimum` workers must live.
    package init(_ pointer: ModelPointer?, _ workers: [WorkerRecord], version: Int?, minimum: Int) {
        guard let pointer else {
            self = .waiting("has no published version")
            return
        }
        let target = version ?? pointer.version
        let sha256 = pointer.version == target ? pointer.sha256 : nil
        switch RolloutProgress(of: target, sha256: sha256, in: workers) {
        case .refused(let refusing):
            let ready = workers.count { $0.serves(target, sha256: sha256) }
            self = .refused(
                refusing.map { Refusal(worker: $0.id, reason: $0.reason ?? "it gave no reason") }, version: target,
                undecided: workers.count - refusing.count - ready)
        case .waiting where pointer.version != target, .done where pointer.version != target:
            self = .waiting("has version \(pointer.version) live, not \(target)")
        case .waiting(let behind):
            self = .waiting(
                workers.isEmpty
                    ? "has no live worker"
                    : "has \(workers.count - behind.count) of \(workers.count) workers READY on version \(target)")
        case .done where workers.count < minimum:
            self = .waiting("has \(workers.count) workers READY on version \(target), not \(minimum)")
        case .done: self = .ready(workers: workers.count, version: target)
        }
    }
}

extension [FollowCheck.Refusal] {
    /// "worker a: no features; worker b: damaged"; the first few, as one sentence has room for.
    var text: String {
        let shown = prefix(10).map { "worker \($0.worker): \($0.reason)" }.joined(separator: "; ")
        return count > 10 ? shown + "; and \(count - 10) more" : shown
    }
}
