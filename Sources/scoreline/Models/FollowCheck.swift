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
        for worker in workers where worker.state == .refused && worker.refusedVersion == target {
            self = .refused(worker: worker.id, version: target, reason: worker.reason ?? "no reason given")
            return
        }
        guard pointer.version == target else {
            self = .waiting("has version \(pointer.version) live, not \(target)")
            return
        }
        let ready = workers.count {
            $0.state == .ready && $0.version == target && $0.sha256 == pointer.sha256
        }
        if workers.isEmpty {
            self = .waiting("has no live worker")
        } else if ready < workers.count {
            self = .waiting("has \(ready) of \(workers.count) workers READY on version \(target)")
        } else if ready < minimum {
            self = .waiting("has \(ready) workers READY on version \(target), not \(minimum)")
        } else {
            self = .ready(workers: ready, version: target)
        }
    }
}
