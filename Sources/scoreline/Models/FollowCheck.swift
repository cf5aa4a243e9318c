import ModelRegistry

/// Whether the workers serve a version, from what Redis shows at one moment.
enum FollowCheck: Equatable {
    case ready(workers: Int, version: Int)
    /// A worker refused the version, and why.
    case refused(worker: String, version: Int, reason: String)
    /// Not yet: what is missing, as the end of a sentence about the model.
    case waiting(String)

    /// `version` is the one that must be served, nil the live one; `minimum` workers must live.
    init(_ pointer: ModelPointer?, _ workers: [WorkerRecord], version: Int?, minimum: Int) {
        guard let pointer else {
            self = .waiting("has no published version")
            return
        }
        let target = version ?? pointer.version
        switch RolloutProgress(of: target, in: workers) {
        case .refused(let refusing):
            let worker = refusing.first
            self = .refused(
                worker: worker?.id ?? "?", version: target, reason: worker?.reason ?? "it gave no reason")
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
