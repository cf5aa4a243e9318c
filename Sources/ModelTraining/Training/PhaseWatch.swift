import ScoringModel

/// How long each part of a training takes.
struct PhaseWatch {
    private var start = ContinuousClock.now
    private(set) var seconds: [NamedValue<Double>] = []

    mutating func finish(_ phase: String) {
        let now = ContinuousClock.now
        seconds.append(NamedValue(phase, (now - start) / .seconds(1)))
        start = now
    }
}
