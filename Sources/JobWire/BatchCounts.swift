package import ScoringModel

/// What became of the jobs and rows of a batch: the raw material of metrics.
package struct BatchCounts: Sendable, Equatable {
    /// Jobs whose rows were looked at.
    package var completed = 0
    /// Jobs answered with one error for all of them.
    package var failed = 0
    /// Rows that got their outputs.
    package var rows = 0
    /// Rows of completed jobs that failed, by code; codes that did not occur are absent.
    package var rowErrors: [RowError.Code: Int] = [:]

    package init() {}

    package static func += (counts: inout Self, other: Self) {
        counts.completed += other.completed
        counts.failed += other.failed
        counts.rows += other.rows
        counts.rowErrors.merge(other.rowErrors, uniquingKeysWith: +)
    }
}
