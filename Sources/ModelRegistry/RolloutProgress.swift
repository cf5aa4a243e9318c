/// How far the live workers of a model are with a version, for whoever waits for it.
package enum RolloutProgress: Sendable, Equatable {
    /// Every worker serves it.
    case done
    /// These refused it, each with its reason.
    case refused([WorkerRecord])
    /// These don't serve it yet; none when no worker lives.
    case waiting([WorkerRecord])

    /// Of the records that `ModelRegistry.workers` gives. `sha256` is the version's, where it is known: a Redis that lost its
    /// data counts from 1 again, and a worker that has not noticed yet serves another model under the same number.
    package init(of version: Int, sha256: String? = nil, in records: [WorkerRecord]) {
        let refusing = records.filter { $0.state == .refused && $0.refusedVersion == version }
        let behind = records.filter { !$0.serves(version, sha256: sha256) }
        if !refusing.isEmpty {
            self = .refused(refusing)
        } else if records.isEmpty || !behind.isEmpty {
            self = .waiting(behind)
        } else {
            self = .done
        }
    }
}

extension WorkerRecord {
    /// Whether it is READY on a version; where `sha256` says which bytes that has, on those.
    package func serves(_ version: Int, sha256: String?) -> Bool {
        state == .ready && self.version == version && (sha256 == nil || self.sha256 == sha256)
    }
}
