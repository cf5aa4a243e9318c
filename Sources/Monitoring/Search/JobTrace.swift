package import JobQueue

/// Where a job with some id was seen.
package enum JobTrace: Sendable, Equatable {
    /// In `jobs` or `handoff`, so many places from the head.
    case pending(place: Int)
    case suspect(place: Int, deliveries: Int)
    case claimed(OpenClaim)
    case dead(DeadEntryID, reason: String?)
    /// In `results`, or in the reply list of that name, as yet unread.
    case answered(JobResult, reply: String?)
}

/// What the beginning of a result says.
package struct JobResult: Sendable, Equatable {
    package let id: String
    /// `completed` or `failed`; nil where the bytes that were read do not say it.
    package let status: String?
    /// Who scored it; nil for a job that failed before.
    package let version: String?
    /// The code of the error of a failed job.
    package let errorCode: String?
}

/// What a search looked at.
package struct JobSearchExtent: Sendable, Equatable {
    /// In words: "jobs", "results", "the reply list x".
    package let place: String
    package let looked: Int
    package let length: Int

    package var isComplete: Bool { looked >= length }
}
