/// How much a lane takes at once, and for how long.
package struct ClaimSettings: Sendable, Equatable {
    package var batchJobs: Int
    /// Bytes as Redis counts them, with the overhead of the list; one job always fits.
    package var batchBytes: Int
    package var lease: Duration
    /// While `results` holds that many, nothing is claimed; nil for no bound.
    package var maximumResults: Int?
    /// A larger job is not read: see `ClaimedBatch.oversizedLength(at:)`. The connection's `maximumBulkLength` must not be
    /// less, or a claim with such a job could never be read.
    package var maximumJobBytes: Int

    package init(
        batchJobs: Int = 1024, batchBytes: Int = 1 << 20, lease: Duration = .seconds(10), maximumResults: Int? = nil,
        maximumJobBytes: Int = 64 << 20
    ) {
        precondition(batchJobs > 0 && batchBytes > 0 && lease > .zero && maximumJobBytes > 0, "a claim takes something")
        self.batchJobs = batchJobs
        self.batchBytes = batchBytes
        self.lease = lease
        self.maximumResults = maximumResults
        self.maximumJobBytes = maximumJobBytes
    }
}

extension Duration {
    /// As Redis is told; at least one.
    var milliseconds: Int { max(1, Int((self / .milliseconds(1)).rounded(.up))) }
}
