import ScoringModel

/// Adds up the weighted values of many rows.
struct LinearScorer: Sendable {
    private let featureCount: Int
    private let groupCount: Int
    private let weights: [Float]

    /// Of a validated model.
    init(_ model: LinearModel, featureCount: Int) {
        self.featureCount = featureCount
        groupCount = model.groupCount
        weights = model.weights
    }

    /// Adds value × weight of every value that rows, n × `featureCount`, have to their margins, n × `groupCount`. A margin
    /// sees its features in their order, so that its sum is the same whatever is done side by side.
    func add(_ rows: Span<Float>, to margins: inout [Float]) {
        var sums = margins.mutableSpan
        let weights = weights.span
        var (value, firstSum) = (0, 0)
        while value < rows.count {
            var weight = 0
            for _ in 0..<featureCount {
                let number = rows[value]
                // A missing value: adding 0 for it would turn a sum of -0 into 0.
                if !number.isNaN {
                    for group in 0..<groupCount { sums[firstSum + group] += number * weights[weight + group] }
                }
                value += 1
                weight += groupCount
            }
            firstSum += groupCount
        }
    }
}
