import JobWire

/// A job that was given up, as `dead` keeps it. Anybody can write to a stream, so each field may be missing.
package struct DeadEntry: Sendable, Equatable {
    package let id: DeadEntryID
    /// Cut after 1000 bytes.
    package let reason: String?
    /// Workers that the job was taken from.
    package let deliveries: Int?
    /// Of the job when it was claimed for the last time, in bytes.
    package let length: Int?
    /// Bytes of the job that the entry holds; nil when it has no job.
    package let kept: Int?
    /// The job's bytes as far as they were asked for; empty when it has none.
    package let job: [UInt8]

    init(id: DeadEntryID, reason: String, deliveries: String, length: String, kept: Int, job: [UInt8]) {
        self.id = id
        self.reason = reason.isEmpty ? nil : reason
        self.deliveries = Self.count(deliveries)
        let standIn = StandIn(job.span)
        self.length = standIn?.length ?? Self.count(length)
        self.kept = kept < 0 ? nil : kept - (standIn?.head ?? 0)
        self.job = standIn.map { Array(job.dropFirst($0.head)) } ?? job
    }

    /// Nothing of the job is missing, so that it can be a job again.
    package var isWhole: Bool { kept != nil && kept == length }

    /// The job's `id`, when it stands in the bytes that were asked for.
    package var jobID: String? { EnvelopeScan.id(of: job.span) }

    private static func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
}
