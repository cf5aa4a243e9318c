import ModelTraining
import Settings
import Synchronization
import TrainingData

/// What a training is doing, on the terminal's line.
final class TrainingProgressLine: Sendable {
    /// Work that has a bar of its own.
    private enum Phase { case reading, training, folds }

    private struct State {
        var phase: Phase?
        var bar = ProgressBar(.things(""), isShown: false)
    }

    private let state = Mutex(State())
    private let isShown: Bool

    init(isShown: Bool) { self.isShown = isShown }

    func show(_ progress: TrainingProgress) {
        state.withLock { state in
            switch progress {
            case .reading(let name): say("reading \(name)", &state)
            case .checking: say("comparing with XGBoost", &state)
            case .data(let data):
                begin(.reading, &state) { ProgressBar(.things("rows"), doing: "reading") }
                state.bar.show(data.rows, fraction: data.fraction)
            case .folds(let done, let count):
                begin(.folds, &state) { ProgressBar(.things("folds"), doing: "cross-validation", total: count) }
                state.bar.show(done)
            case .training(let done, let limit, let metric, let value):
                begin(.training, &state) { ProgressBar(.things("rounds"), doing: "training", total: limit) }
                state.bar.show(done, note: "\(metric) \((value * 1e5).rounded() / 1e5)")
            }
        }
    }

    func clear() { if isShown { TerminalLine.clear() } }

    /// Work that tells nothing of how far it is.
    private func say(_ text: String, _ state: inout State) {
        state.phase = nil
        if isShown { TerminalLine.show(TextWidth.cut(text, to: TerminalLine.columns)) }
    }

    private func begin(_ phase: Phase, _ state: inout State, _ bar: () -> ProgressBar) {
        guard state.phase != phase else { return }
        state.phase = phase
        if isShown { state.bar = bar() }
    }
}
