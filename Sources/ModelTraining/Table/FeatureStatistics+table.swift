import ScoringModel

extension FeatureStatistics {
    /// Over one column of the training examples. Codes of categories have a range but no mean.
    init(_ examples: ExampleTable, column: Int, kind: Feature.Kind) {
        var present: [Float] = []
        var minimum = Float.infinity
        var maximum = -Float.infinity
        // Welford's running mean: one pass, no cancellation.
        var seen = 0.0
        var mean = 0.0
        var squares = 0.0
        for position in 0..<examples.count {
            let value = examples.rows[position * examples.columnCount + column]
            if value.isNaN { continue }
            present.append(value)
            minimum = min(minimum, value)
            maximum = max(maximum, value)
            seen += 1
            let distance = Double(value) - mean
            mean += distance / seen
            squares += distance * (Double(value) - mean)
        }
        let isNumber = kind != .categorical && seen > 0
        self.init(
            count: examples.count, missing: examples.count - present.count, minimum: seen > 0 ? minimum : nil,
            maximum: seen > 0 ? maximum : nil,
            mean: isNumber ? mean : nil, standardDeviation: isNumber ? (squares / seen).squareRoot() : nil,
            histogram: kind == .categorical ? BinnedCounts(codes: present) : BinnedCounts(numbers: present))
    }
}

extension FeatureSchema {
    /// Adds what training saw in each of the model's columns.
    mutating func describe(_ training: ExampleTable) {
        let passed = features.indices.filter { !features[$0].isInputOnly }
        for (column, position) in passed.enumerated() {
            features[position].statistics = FeatureStatistics(
                training, column: column, kind: features[position].kind)
        }
        for position in derived.indices {
            derived[position].statistics = FeatureStatistics(
                training, column: passed.count + position, kind: derived[position].derivation.kind)
        }
    }
}
