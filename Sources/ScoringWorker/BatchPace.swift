/// Decides how many jobs a lane claims at once: pure, no clock.
///
/// A batch is about half a millisecond of work, whatever a job costs, or half of the way to a Redis that is far and back. With
/// less, the commands for a batch would cost more than its jobs. With more, jobs of a burst would wait for a whole batch although
/// another worker is free, and lanes would wait for each other and for Redis at the same moments.
struct BatchPace {
    private static let leastAim = Duration.microseconds(600)
    private static let mostAim = Duration.milliseconds(50)
    private static let first = 64

    /// Jobs that the next claim may take.
    private(set) var jobs: Int
    private let most: Int
    /// Of one job, over the last few batches.
    private var cost: Duration?
    /// The shortest of late: how far Redis is. The others say how busy it is, and larger batches would make it busier.
    ///
    /// Never of a commit or a claim: those grow with the batch, and a batch that grows with them knows no end.
    private var roundTrip: Duration?

    init(most: Int) {
        self.most = most
        jobs = min(most, Self.first)
    }

    /// A batch of that many jobs took a lane so long. One that is much faster than before at most doubles the next.
    mutating func note(jobs count: Int, took: Duration) {
        guard count > 0 else { return }
        let latest = max(took / count, .nanoseconds(1))
        let mean = cost.map { ($0 * 3 + latest) / 4 } ?? latest
        cost = mean
        jobs = max(1, min(most, 2 * jobs, Int(aim / mean)))
    }

    /// The least that one can ask took so long. A longer way is believed little by little.
    mutating func note(roundTrip latest: Duration) {
        roundTrip = min(latest, roundTrip.map { $0 + $0 / 8 } ?? latest)
    }

    private var aim: Duration { min(Self.mostAim, max(Self.leastAim, (roundTrip ?? .zero) / 2)) }
}
