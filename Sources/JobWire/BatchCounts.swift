package import ScoringModel

/// What became of the jobs and rows of a batch: the raw material of metrics.
package struct BatchCounts: Sendable, Equatable {
    /// Jobs whose rows were looked at.
    package var completed = 0
    /// Jobs answered with one error for all of them.
    package var failed = 0
    /// The same by code; codes that did not occur are absent.
    package private(set) var jobErrors: [JobFailure.Code: Int] = [:]
    /// The first of the failed jobs, at most `traceLimit`.
    package private(set) var failures: [FailedJob] = []
    /// Rows that got their outputs.
    package var rows = 0
    /// Rows of completed jobs that failed, by code; codes that did not occur are absent.
    package var rowErrors: [RowError.Code: Int] = [:]

    private static let traceLimit = 8

    package init() {}

    /// Whether one more of the failed jobs is kept.
    var keepsFailures: Bool { failures.count < Self.traceLimit }

    mutating func addFailure(_ code: JobFailure.Code, _ trace: TraceParent?) {
        failed += 1
        jobErrors[code, default: 0] += 1
        if keepsFailures { failures.append(FailedJob(code: code, trace: trace)) }
    }

    package static func += (counts: inout Self, other: Self) {
        counts.completed += other.completed
        counts.failed += other.failed
        counts.jobErrors.merge(other.jobErrors, uniquingKeysWith: +)
        counts.failures += other.failures.prefix(traceLimit - counts.failures.count)
        counts.rows += other.rows
        counts.rowErrors.merge(other.rowErrors, uniquingKeysWith: +)
    }
}

/// What may be said in a log of a job that failed.
package struct FailedJob: Sendable, Equatable {
    package var code: JobFailure.Code
    /// Nil without one, or when what it carries is none.
    package var trace: TraceParent?
}
