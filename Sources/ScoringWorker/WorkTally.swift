import Synchronization

/// What a worker has done for one model since its start: what its record in Redis says, metrics or not. Any thread.
final class WorkTally: Sendable {
    private let answeredJobs = Atomic<Int>(0)
    private let scoredRows = Atomic<Int>(0)

    var jobs: Int { answeredJobs.load(ordering: .relaxed) }
    var rows: Int { scoredRows.load(ordering: .relaxed) }

    func add(jobs: Int, rows: Int) {
        answeredJobs.wrappingAdd(jobs, ordering: .relaxed)
        scoredRows.wrappingAdd(rows, ordering: .relaxed)
    }
}
