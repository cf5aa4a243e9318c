/// How a worker is set up.
package struct WorkerShape: Sendable, Equatable {
    package var lanes: Int
    package var batchJobs: Int
    /// In seconds; nil for the worker's own default.
    package var lease: Int?

    package init(lanes: Int, batchJobs: Int, lease: Int? = nil) {
        self.lanes = lanes
        self.batchJobs = batchJobs
        self.lease = lease
    }

    package var arguments: [String] {
        ["--lanes", "\(lanes)", "--batch-jobs", "\(batchJobs)"] + (lease.map { ["--lease", "\($0)"] } ?? [])
    }

    /// Different ones in turn, so that large and small batches meet.
    package static func mixed(_ index: Int, lease: Int?) -> WorkerShape {
        let shapes = [(2, 256), (1, 1024), (3, 64), (1, 16)]
        let (lanes, batchJobs) = shapes[index % shapes.count]
        return WorkerShape(lanes: lanes, batchJobs: batchJobs, lease: lease)
    }

    private var leaseSeconds: Double { Double(lease ?? 10) }

    /// From a worker's death until none of its claims is left: the lease, then the sweeps that see the same deadline for
    /// longer than a beat and a second, and two seconds for a busy machine. 20 s with the defaults.
    package var recoveryBound: Duration {
        let (beat, sweep) = (leaseSeconds * 0.3, leaseSeconds * 0.4)
        let sweeps = max(1, ((beat + 1) / sweep).rounded(.up)) + 1
        return .seconds(leaseSeconds + sweeps * sweep + 2)
    }
}
