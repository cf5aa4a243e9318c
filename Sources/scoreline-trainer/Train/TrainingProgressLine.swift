import ModelTraining
import Settings
import Synchronization
import TrainingData

/// What a training is doing, as one line of a terminal that is written over; silent elsewhere.
final class TrainingProgressLine: Sendable {
    private struct State {
        var start: ContinuousClock.Instant?
        var shown: ContinuousClock.Instant?
        var isEmpty = true

        /// More often than ten times a second is more than people can read.
        mutating func isDue(_ now: ContinuousClock.Instant) -> Bool {
            if let shown, now - shown < .milliseconds(100) { return false }
            shown = now
            return true
        }
    }

    private let state = Mutex(State())
    private let isTerminal = StandardError.isTerminal

    func show(_ progress: TrainingProgress) {
        guard isTerminal else { return }
        let now = ContinuousClock.now
        state.withLock { state in
            if case .training = progress, state.start == nil { state.start = now }
            if case .training = progress, !state.isDue(now) { return }
            if case .data = progress, !state.isDue(now) { return }
            let seconds = state.start.map { (now - $0) / .seconds(1) } ?? 0
            StandardError.write(Self.erase + Self.text(progress, seconds: seconds))
            state.isEmpty = false
        }
    }

    func clear() {
        state.withLock { state in
            if !state.isEmpty { StandardError.write(Self.erase) }
            state.isEmpty = true
        }
    }

    /// To the start of the line, and away with what stands there.
    private static let erase = "\r\u{1B}[K"

    /// `seconds` since the first iteration.
    static func text(_ progress: TrainingProgress, seconds: Double) -> String {
        switch progress {
        case .reading(let name): return "reading \(name)"
        case .data(let data):
            guard let total = data.total, total > 0 else { return "reading: \(data.rows) rows" }
            return "reading: \(data.rows) rows, \(min(100, data.bytes * 100 / total)) %"
        case .checking: return "comparing with XGBoost"
        case .folds(let done, let count): return "cross-validation: fold \(done + 1) of \(count)"
        case .training(let done, let limit, let metric, let value):
            var text = "iteration \(done) of at most \(limit), \(metric) \((value * 1e5).rounded() / 1e5)"
            // The first one began before the clock did.
            if seconds > 0.5, done > 1 {
                let rate = Double(done - 1) / seconds
                text +=
                    ", \((rate * 10).rounded() / 10) a second, \(Int((Double(limit - done) / rate).rounded(.up))) s left"
            }
            return text
        }
    }
}
