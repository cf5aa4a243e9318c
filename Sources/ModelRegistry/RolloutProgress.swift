/// How far the live workers of a model are with a version, for whoever waits for it.
package enum RolloutProgress: Sendable, Equatable {
    /// Every worker serves it.
    case done
    /// These refused it, each with its reason.
    case refused([WorkerRecord])
    /// These don't serve it yet; none when no worker lives.
    case waiting([WorkerRecord])

    /// Of the records that `ModelRegistry.workers` gives.
    package init(of version: Int, in records: [WorkerRecord]) {
        let refusing = records.filter { $0.state == .refused && $0.refusedVersion == version }
        let behind = records.filter { $0.state != .ready || $0.version != version }
        if !refusing.isEmpty {
            self = .refused(refusing)
        } else if records.isEmpty || !behind.isEmpty {
            self = .waiting(behind)
        } else {
            self = .done
        }
    }
}
