/// Estimates how long the oldest pending job has waited, from samples: a bare push carries no time.
///
/// Jobs are claimed in the order of their arrival, so the oldest pending one is number `claimed` + 1. It came after the last
/// sample whose total of arrivals is at most `claimed`, and before the next: as far between the two as its number is.
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
        guard first.arrivals <= claimed, samples.count > 1 else { return now - first.time }
        // In the middle of its own share of the time.
        let share = (Double(claimed - first.arrivals) + 0.5) / Double(samples[1].arrivals - first.arrivals)
        return now - (first.time + (samples[1].time - first.time) * share)
    }
}
