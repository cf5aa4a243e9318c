import Redis
import Synchronization

/// What the writer looks at while it waits: whether the worker stops, and how long it may still take.
final class WriterWatch: Sendable {
    private let stopping = Interrupt()
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    func stop(within limit: Duration) {
        deadline.withLock { $0 = .now + limit }
        stopping.trigger()
    }

    /// Nothing more comes: what is queued is written, then the writer ends.
    var isStopping: Bool { stopping.isTriggered }
    /// What is not written now is given up.
    var isOver: Bool { deadline.withLock { $0.map { .now >= $0 } ?? false } }

    /// Of the time to write what is queued.
    var left: Duration { deadline.withLock { $0.map { max(.zero, $0 - .now) } ?? .zero } }

    /// Waits that long, or until the stop.
    func pause(for duration: Duration) { stopping.wait(for: duration) }
}
