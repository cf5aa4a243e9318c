import JobQueue
import ModelRegistry
import Monitoring

/// One model over several looks: what it is now, and how fast it moves.
struct ModelTrend: Sendable {
    /// When a backlog will be gone.
    enum Drain: Equatable {
        case empty
        case paused
        /// As many jobs come as are answered, or more.
        case never
        case after(seconds: Double)
        /// One look tells nothing about speed.
        case unknown
    }

    private struct Sample {
        let time: Duration
        let arrived: Int
        let answered: Int
        let rows: Int
    }

    private(set) var status: ModelStatus
    private var samples: [Sample] = []
    /// Rows that the workers have reported since the first look, and what each had reported at the last one.
    private var rows = 0
    private var rowsOfWorkers: [String: Int] = [:]

    /// Rates are those of the last seconds, so that they are calm and still follow what happens.
    private static let window = Duration.seconds(10)

    /// `time` is counted from any fixed moment.
    init(_ status: ModelStatus, at time: Duration) {
        self.status = status
        add(at: time)
    }

    mutating func note(_ status: ModelStatus, at time: Duration) {
        // Redis was emptied, or an older state of it came back: what was counted before means nothing now.
        if status.depth.claimed < self.status.depth.claimed { samples = [] }
        self.status = status
        add(at: time)
    }

    private mutating func add(at time: Duration) {
        for worker in status.workers {
            if let before = rowsOfWorkers[worker.id] { rows += max(0, worker.rows - before) }
        }
        rowsOfWorkers = Dictionary(status.workers.map { ($0.id, $0.rows) }) { $1 }
        while samples.count > 1, time - samples[1].time >= Self.window { samples.removeFirst() }
        let depth = status.depth
        samples.append(
            Sample(
                time: time, arrived: depth.waiting + depth.claimed, answered: depth.claimed - depth.inFlight, rows: rows
            ))
    }

    // MARK: Rates, nil before the second look

    /// Jobs that were answered, or given back by a worker that stopped, a second.
    var jobsPerSecond: Double? { rate { $0.answered } }
    /// By what the workers report, about once a second.
    var rowsPerSecond: Double? { rate { $0.rows } }
    var arrivalsPerSecond: Double? { rate { $0.arrived } }

    private func rate(_ count: (Sample) -> Int) -> Double? {
        guard let first = samples.first, let last = samples.last, last.time > first.time else { return nil }
        return max(0, Double(count(last) - count(first)) / ((last.time - first.time) / .seconds(1)))
    }

    /// Jobs that have no answer yet.
    var backlog: Int { status.depth.waiting + status.depth.inFlight }

    var drain: Drain {
        if backlog == 0 { return .empty }
        if status.depth.isPaused { return .paused }
        guard let answered = jobsPerSecond, let arrived = arrivalsPerSecond else { return .unknown }
        let speed = answered - arrived
        return speed > 0 ? .after(seconds: Double(backlog) / speed) : .never
    }
}
