import ScoringEngine

/// How fast the engine scores rows on this thread.
enum EngineSpeed {
    /// Few enough to take no time, many enough to measure.
    private static let leastRows = 10_000
    private static let mostRows = 50_000
    private static let runs = 5

    /// Rows per second, the median of some runs over rows like these, from memory to margins.
    static func rowsPerSecond(_ scorer: BatchScorer, _ rows: [Float]) -> Double {
        let width = scorer.featureCount
        let count = rows.count / width
        guard count > 0 else { return 0 }
        var sample = Array(rows.prefix(Self.mostRows * width))
        while sample.count < leastRows * width { sample += rows.prefix(leastRows * width - sample.count) }
        var margins: [Float] = []
        scorer.score(sample.span, into: &margins)
        let seconds = (0..<runs).map { _ in
            let start = ContinuousClock.now
            scorer.score(sample.span, into: &margins)
            return (ContinuousClock.now - start) / .seconds(1)
        }.sorted()
        return Double(sample.count / width) / max(seconds[runs / 2], 1e-9)
    }
}
