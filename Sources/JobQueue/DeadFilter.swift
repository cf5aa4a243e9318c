/// Which entries of `dead` are meant: all whose reason and whose job's id contain a text; an empty one is in any.
package struct DeadFilter: Sendable, Equatable {
    package let reason: String
    package let job: String

    /// Longer texts are cut.
    package init(reason: String = "", job: String = "") {
        self.reason = String(reason.prefix(200))
        self.job = String(job.prefix(512))
    }

    package static let everything = DeadFilter()

    package var isEmpty: Bool { reason.isEmpty && job.isEmpty }

    /// How much of a job a walk must read for `matches`.
    package var jobBytes: Int { job.isEmpty ? 0 : DeadJobs.headBytes }

    package func matches(_ entry: DeadEntry) -> Bool {
        (reason.isEmpty || entry.reason?.contains(reason) == true)
            && (job.isEmpty || entry.jobID?.contains(job) == true)
    }
}
