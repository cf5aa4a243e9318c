import JobQueue
import Testing

@testable import Monitoring

@Suite struct QueueCourseTests {
    private func sample(_ second: Int, _ change: (inout QueueSample) -> Void = { _ in }) -> QueueSample {
        var sample = QueueSample()
        sample.time = second * 1000
        change(&sample)
        return sample
    }

    private func course(_ samples: [QueueSample]) -> [QueueCourse.Point] {
        QueueCourse(samples, step: .tenSeconds, now: 100_000, span: .seconds(900)).points
    }

    @Test("Rates and means are of what came between two samples")
    func differences() throws {
        let points = course([
            sample(0) { ($0.answered, $0.pending) = (100, 10) },
            sample(10) {
                ($0.answered, $0.pending, $0.inFlight) = (150, 20, 5)
                ($0.timedJobs, $0.waitMilliseconds, $0.scoreMicroseconds, $0.commitMicroseconds) = (
                    50, 5000, 100_000, 50_000
                )
            },
        ])
        #expect(points[0].answers == nil && points[0].waitSeconds == nil && points[0].pending == 10)
        #expect(points[1].answers == 5 && points[1].arrivals == 6.5)
        #expect(points[1].waitSeconds == 0.1 && points[1].scoreSeconds == 0.002 && points[1].commitSeconds == 0.001)
    }

    @Test("Over a gap nothing is claimed, and counters that began again give no rate below zero")
    func gaps() {
        let apart = course([sample(0), sample(31) { $0.answered = 5 }])
        #expect(apart[1].answers == nil && apart[1].arrivals == nil)
        let again = course([sample(0) { ($0.answered, $0.timedJobs) = (9, 9) }, sample(10) { $0.timedJobs = 1 }])
        #expect(again[1].answers == 0 && again[1].waitSeconds == nil)
    }
}
