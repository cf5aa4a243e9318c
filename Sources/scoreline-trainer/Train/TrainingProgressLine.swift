import ModelTraining
import Settings
import Synchronization
import TrainingData

/// What a training is doing, as one line of a terminal that is written over; silent elsewhere.
final class TrainingProgressLine: Sendable {
    private struct State {
        /// Of the first iteration.
        var start: ContinuousClock.Instant?
        var line = TerminalLine()
    }

    private let state = Mutex(State())

    func show(_ progress: TrainingProgress) {
        let now = ContinuousClock.now
        state.withLock { state in
            // These come by the thousand, the others once.
            let isFrequent =
                switch progress {
                case .training, .data: true
                default: false
                }
            if case .training = progress, state.start == nil { state.start = now }
            if isFrequent, !state.line.isDue { return }
            let seconds = state.start.map { (now - $0) / .seconds(1) } ?? 0
            state.line.write(Self.text(progress, seconds: seconds))
        }
    }

    func clear() { state.withLock { $0.line.clear() } }

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
