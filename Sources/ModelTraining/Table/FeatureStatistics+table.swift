import ScoringModel

extension FeatureStatistics {
    /// Over one column of the training examples. Codes of categories have a range but no mean.
    init(_ examples: ExampleTable, feature: Int, kind: Feature.Kind) {
        var missing = 0
        var minimum = Float.infinity
        var maximum = -Float.infinity
        // Welford's running mean: one pass, no cancellation.
        var seen = 0.0
        var mean = 0.0
        var squares = 0.0
        for position in 0..<examples.count {
            let value = examples.rows[position * examples.featureCount + feature]
            guard !value.isNaN else {
                missing += 1
                continue
            }
            minimum = min(minimum, value)
            maximum = max(maximum, value)
            seen += 1
            let distance = Double(value) - mean
            mean += distance / seen
            squares += distance * (Double(value) - mean)
        }
        let isNumber = kind != .categorical && seen > 0
        self.init(
            count: examples.count, missing: missing, minimum: seen > 0 ? minimum : nil,
            maximum: seen > 0 ? maximum : nil,
            mean: isNumber ? mean : nil, standardDeviation: isNumber ? (squares / seen).squareRoot() : nil)
    }
}
