import JobQueue
import Synchronization

/// Adds up how long answered jobs took: written by the lanes of a model, taken by its heartbeat.
final class TimeTally: Sendable {
    private let jobs = Atomic<Int>(0)
    private let wait = Atomic<Int>(0)
    private let score = Atomic<Int>(0)
    private let commit = Atomic<Int>(0)

    /// A batch: each of its jobs waited so long, was scored with the others and committed with them.
    func add(jobs count: Int, wait waited: Duration, score scored: Duration, commit committed: Duration) {
        jobs.wrappingAdd(count, ordering: .relaxed)
        wait.wrappingAdd(count &* Int(waited / .milliseconds(1)), ordering: .relaxed)
        score.wrappingAdd(count &* Int(scored / .microseconds(1)), ordering: .relaxed)
        commit.wrappingAdd(count &* Int(committed / .microseconds(1)), ordering: .relaxed)
    }

    /// What came since it was taken last. A batch that is added meanwhile may be split between two takings.
    func take() -> JobTimes {
        var times = JobTimes()
        times.jobs = jobs.exchange(0, ordering: .relaxed)
        times.waitMilliseconds = wait.exchange(0, ordering: .relaxed)
        times.scoreMicroseconds = score.exchange(0, ordering: .relaxed)
        times.commitMicroseconds = commit.exchange(0, ordering: .relaxed)
        return times
    }
}
