/// Estimates how long the oldest pending job has waited, from samples: a bare push carries no time.
///
/// Jobs are claimed in the order of their arrival, so the oldest pending one is number `claimed` + 1. It had not arrived
/// in the last sample whose total of arrivals is at most `claimed`.
struct BacklogAge {
    private struct Sample {
        var time: ContinuousClock.Instant
        /// Jobs that had ever arrived: claimed and pending ones.
        var arrivals: Int
    }

    /// An hour of samples three seconds apart.
    static let capacity = 1200

    private var samples: [Sample] = []

    /// Notes a sample and gives the age of the oldest pending job; zero without one.
    mutating func age(claimed: Int, pending: Int, at now: ContinuousClock.Instant) -> Duration {
        if let last = samples.last, claimed + pending < last.arrivals {
            // The counters began again: nothing is known of the time before.
            samples.removeAll()
        }
        samples.append(Sample(time: now, arrivals: claimed + pending))
        let passed = samples.lastIndex { $0.arrivals <= claimed }
        if let passed { samples.removeFirst(passed) }
        if samples.count > Self.capacity { samples.removeFirst() }
        guard pending > 0, let first = samples.first else { return .zero }
        return now - first.time
    }
}
