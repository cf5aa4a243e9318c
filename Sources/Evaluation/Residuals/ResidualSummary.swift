package import ScoringModel

/// How predictions of numbers miss: target less prediction, every row counted once.
package struct ResidualSummary: Sendable, Equatable {
    private static let shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

    package struct Bin: Sendable, Equatable {
        package var lower: Double
        package var upper: Double
        package var count: Int
    }

    package let mean: Double
    /// Of the rows as a sample: divided by one less than their number.
    package let standardDeviation: Double
    /// `p1`, `p5`, `p25`, `p50`, `p75`, `p95`, `p99`.
    package let quantiles: [NamedValue<Double>]
    /// Equal widths over the middle 98 %; what lies outside counts in the outermost bins.
    package let histogram: [Bin]

    /// Nil without rows.
    package init?(_ rows: ScoredRows, bins: Int = 40) {
        precondition(rows.task == .regression, "rows of numbers")
        let residuals = zip(rows.targets, rows.values).map { Double($0) - Double($1) }.sorted()
        guard !residuals.isEmpty else { return nil }
        let count = Double(residuals.count)
        let mean = residuals.reduce(0, +) / count
        self.mean = mean
        standardDeviation =
            count > 1 ? (residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot() : 0
        quantiles = Self.shares.map { NamedValue("p\(Int(($0 * 100).rounded()))", Quantiles.value(residuals, $0)) }
        let (low, high) = (Quantiles.value(residuals, 0.01), Quantiles.value(residuals, 0.99))
        let width = (high - low) / Double(bins)
        guard width > 0 else {
            histogram = [Bin(lower: low, upper: high, count: residuals.count)]
            return
        }
        var counts = [Int](repeating: 0, count: bins)
        for residual in residuals { counts[min(max(Int((residual - low) / width), 0), bins - 1)] += 1 }
        histogram = counts.indices.map {
            Bin(lower: low + Double($0) * width, upper: low + Double($0 + 1) * width, count: counts[$0])
        }
    }
}
