import Redis

/// What a claim answered when it brought no batch.
enum EmptyAnswer: Sendable {
    case empty, paused, full
}

/// Decides what a lane does without a batch: pure, no clock.
struct Idling {
    enum Action: Equatable {
        /// Wait for the bell.
        case wait
        case pause(Duration)
        case end
    }

    /// Waiting on `jobs` would return at once while it has jobs that may not be claimed.
    private var full = BackOff(from: .milliseconds(50), to: .seconds(1))
    private var paused = BackOff(from: .milliseconds(50), to: .milliseconds(100))

    mutating func next(after answer: EmptyAnswer, once: Bool) -> Action {
        switch answer {
        case .empty:
            full.reset()
            paused.reset()
            return once ? .end : .wait
        case .paused: return once ? .end : .pause(paused.next())
        case .full: return .pause(full.next())
        }
    }
}

/// What a job's number of lost workers means for it.
enum Delivery {
    case score
    /// Not scored; answered from a bounded scan.
    case bury
    /// Its scan may be what kills: not even looked at.
    case buryUnread

    /// Workers that a job may take with it.
    static let buried = 3

    init(deliveries: Int) {
        switch deliveries {
        case ..<Self.buried: self = .score
        case Self.buried: self = .bury
        default: self = .buryUnread
        }
    }
}
