package import JobQueue

/// How a queue went over some time: points between samples, as rates and averages.
package struct QueueCourse: Sendable, Equatable {
    package struct Point: Sendable, Equatable {
        /// In ms of Redis' clock.
        package var time: Int
        package var pending: Double
        package var inFlight: Double
        package var results: Double
        package var oldestSeconds: Double
        /// Jobs a second since the point before; nil for the first, and after a gap.
        package var arrivals: Double?
        package var answers: Double?
        /// Means over the jobs that were answered since the point before; nil where none were.
        package var waitSeconds: Double?
        package var scoreSeconds: Double?
        package var commitSeconds: Double?
    }

    package let points: [Point]
    /// Redis' time in ms when it was read.
    package let now: Int
    package let span: Duration

    /// Neighbours that are further apart than three steps have nothing between them: no worker ran.
    package init(_ samples: [QueueSample], step: HistoryStep, now: Int, span: Duration) {
        self.now = now
        self.span = span
        let gap = step.seconds * 3000
        var points: [Point] = []
        var before: QueueSample?
        for sample in samples {
            var point = Point(
                time: sample.time, pending: Double(sample.pending + sample.suspects), inFlight: Double(sample.inFlight),
                results: Double(sample.results), oldestSeconds: Double(sample.oldestMilliseconds) / 1000)
            if let before, sample.time > before.time, sample.time - before.time <= gap {
                let seconds = Double(sample.time - before.time) / 1000
                // Counters that began again would give rates below zero.
                point.answers = max(0, Double(sample.answered - before.answered) / seconds)
                point.arrivals = max(0, Double(sample.everArrived - before.everArrived) / seconds)
                let jobs = Double(sample.timedJobs - before.timedJobs)
                if jobs > 0 {
                    point.waitSeconds = Double(sample.waitMilliseconds - before.waitMilliseconds) / jobs / 1000
                    point.scoreSeconds =
                        Double(sample.scoreMicroseconds - before.scoreMicroseconds) / jobs / 1_000_000
                    point.commitSeconds =
                        Double(sample.commitMicroseconds - before.commitMicroseconds) / jobs / 1_000_000
                }
            }
            points.append(point)
            before = sample
        }
        self.points = points
    }
}

extension QueueSample {
    /// Every job is pending, in flight or answered.
    fileprivate var everArrived: Int { answered + pending + suspects + inFlight }
}
