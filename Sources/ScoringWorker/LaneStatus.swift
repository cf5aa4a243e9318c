import Synchronization

/// What the heartbeat needs to know of one lane: written by the lane, read by any thread.
final class LaneStatus: Sendable {
    private let claim = Mutex<String?>(nil)
    private let steps = Atomic<UInt64>(0)
    private let jobs = Atomic<Int>(0)

    /// The claim whose lease is to be extended.
    var openClaim: String? {
        get { claim.withLock { $0 } }
        set { claim.withLock { $0 = newValue } }
    }

    /// Jobs of the open claim.
    var inFlightJobs: Int {
        get { jobs.load(ordering: .relaxed) }
        set { jobs.store(newValue, ordering: .relaxed) }
    }

    /// Changes as long as the lane gets anywhere; a lane that hangs in one job keeps it.
    var progress: UInt64 { steps.load(ordering: .relaxed) }

    func makeProgress() { steps.wrappingAdd(1, ordering: .relaxed) }
}
