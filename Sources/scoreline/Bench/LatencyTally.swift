import Histogram

/// How long each job of an open loop took, from the moment at which it was to be sent.
struct LatencyTally {
    private var answers: DrainTally
    private let times: ArrivalTimes
    private(set) var histogram = Self.emptyHistogram
    private(set) var answered = 0

    /// Nanoseconds to three digits, up to an hour.
    static var emptyHistogram: Histogram<UInt64> {
        Histogram(highestTrackableValue: 3_600_000_000_000, numberOfSignificantValueDigits: .three)
    }

    /// Ids are `prefix` and a number below the count of `times`.
    init(prefix: String, times: ArrivalTimes) {
        answers = DrainTally(prefix: prefix, jobs: times.offsets.count)
        self.times = times
    }

    var duplicates: Int { answers.duplicates }
    var failed: Int { answers.failed }

    /// Counts a result that was read so long after the start.
    mutating func add(_ result: Span<UInt8>, at moment: Duration) {
        guard let number = answers.add(result) else { return }
        answered += 1
        histogram.record((moment - times.offsets[number]).wholeNanoseconds)
    }
}

extension Duration {
    /// 0 for a negative one; a histogram holds no more than an hour.
    var wholeNanoseconds: UInt64 { UInt64(min(max(self / .nanoseconds(1), 0), 3.6e12)) }
}
