package import ScoringModel

/// How far metrics would move if other rows of the same kind had been drawn: percentile intervals over resamples (Efron,
/// 1979). The same rows and seed give the same intervals.
///
/// The work is bounded. Of more than `rowLimit` rows (fewer for many classes) a random part is resampled, and the
/// interval's distances from that part's metric, which shrink with the root of the number of rows, are scaled down and
/// laid around the metric of all rows. There are 1 000 resamples, down to 200 for the largest parts.
package struct Bootstrap: Sendable, Equatable {
    private static let rowLimit = 100_000
    /// Rows × classes × resamples.
    private static let work = 20_000_000
    private static let fewestResamples = 200
    /// An extreme has no such interval: a resample never has a larger one.
    private static let withoutInterval: Set = ["max_error"]

    /// Of the metrics that most resamples have.
    package let intervals: [NamedValue<ClosedRange<Double>>]
    package let resamples: Int
    /// Rows that were resampled.
    package let rows: Int

    package init(
        _ rows: ScoredRows, threshold: Float = 0.5, seed: UInt64, resamples: Int = 1000, level: Double = 0.95,
        rowLimit: Int? = nil
    ) {
        var random = SplitMix(seed: seed)
        let width = rows.valueColumns
        let limit = rowLimit ?? max(2000, Self.rowLimit / width)
        let all = rows.figures(threshold: threshold)
        let part =
            rows.count <= limit
            ? all : rows.rows(at: random.positions(limit, below: rows.count)).figures(threshold: threshold)
        let count = part.weights.count
        self.rows = count
        self.resamples = min(resamples, max(Self.fewestResamples, Self.work / max(1, count * width)))
        guard count > 1 else {
            intervals = []
            return
        }
        var drawn: [String: [Double]] = [:]
        var weights = [Double](repeating: 0, count: count)
        for _ in 0..<self.resamples {
            for index in weights.indices { weights[index] = 0 }
            for _ in 0..<count {
                let index = random.next(below: count)
                weights[index] += part.weights[index]
            }
            for metric in part.metrics(weights) { drawn[metric.name, default: []].append(metric.value) }
        }
        let scale = (Double(count) / Double(rows.count)).squareRoot()
        let centres = part.metrics(part.weights)
        let needed = self.resamples / 2
        intervals = all.metrics(all.weights).compactMap { metric in
            guard !Self.withoutInterval.contains(metric.name), var values = drawn[metric.name], values.count > needed,
                let centre = centres.first(where: { $0.name == metric.name })?.value
            else { return nil }
            values.sort()
            let low = Quantiles.value(values, (1 - level) / 2)
            let high = Quantiles.value(values, (1 + level) / 2)
            // To the bit what the quantiles are when all rows were resampled.
            if scale == 1 { return NamedValue(metric.name, low...high) }
            return NamedValue(
                metric.name, (metric.value + (low - centre) * scale)...(metric.value + (high - centre) * scale))
        }
    }
}
