import Synchronization

/// What the heartbeat needs to know of one lane: written by the lane, read by any thread.
final class LaneStatus: Sendable {
    private let claims = Mutex<[String]>([])
    private let steps = Atomic<UInt64>(0)
    private let jobs = Atomic<Int>(0)

    /// The claims whose leases are to be extended: the batch being scored, and one whose answer may be lost.
    var openClaims: [String] {
        get { claims.withLock { $0 } }
        set { claims.withLock { $0 = newValue } }
    }

    /// Jobs of the batch being scored.
    var inFlightJobs: Int {
        get { jobs.load(ordering: .relaxed) }
        set { jobs.store(newValue, ordering: .relaxed) }
    }

    /// Changes as long as the lane gets anywhere; a lane that hangs in one job keeps it.
    var progress: UInt64 { steps.load(ordering: .relaxed) }

    func makeProgress() { steps.wrappingAdd(1, ordering: .relaxed) }
}
