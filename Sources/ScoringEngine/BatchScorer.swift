package import ScoringModel

/// Scores many rows at once, to the bit as `ReferenceScorer` does. Immutable; any thread.
package struct BatchScorer: Sendable {
    package let featureCount: Int
    package let groupCount: Int
    package let precision: Precision
    /// What the margins of a row start from.
    private let start: [Double]
    private let adder: Adder

    private enum Adder: Sendable {
        case trees(TreeScorer)
        case linear(LinearScorer)
        /// Any predictor, one row after the other.
        case general(ReferenceScorer)
    }

    /// Of a validated model.
    package init(_ predictor: Predictor, featureCount: Int) {
        self.featureCount = featureCount
        groupCount = predictor.groupCount
        precision = predictor.precision
        switch predictor {
        case .trees(let ensemble):
            start = ensemble.baseMargins
            adder =
                TreeScorer.takes(ensemble)
                ? .trees(TreeScorer(ensemble, featureCount: featureCount)) : .general(ReferenceScorer(predictor))
        case .linear(let model):
            start = zip(model.bias, model.baseMargins).map { Double($0 + $1) }
            adder = .linear(LinearScorer(model, featureCount: featureCount))
        }
    }

    /// Bytes that the scorer of a predictor takes; known before it is made.
    package static func byteCount(of predictor: Predictor) -> Int {
        switch predictor {
        case .trees(let ensemble): TreeScorer.byteCount(of: ensemble)
        case .linear(let model): LinearScorer.byteCount(of: model)
        }
    }

    /// Margins of rows of any number.
    /// - Parameters:
    ///   - rows: row-major, n × `featureCount`, of the predictor's precision; NaN is missing.
    ///   - margins: made n × `groupCount` and overwritten; its memory is kept.
    package func score(_ rows: Span<Double>, into margins: inout [Double]) {
        let rowCount = count(rows.count)
        margins.removeAll(keepingCapacity: true)
        margins.reserveCapacity(rowCount * groupCount)
        if case .general(let scorer) = adder {
            for row in 0..<rowCount {
                let line = rows.extracting(row * featureCount..<(row + 1) * featureCount)
                margins.append(contentsOf: scorer.margins(of: line))
            }
            return
        }
        var narrow: [Float] = []
        narrow.reserveCapacity(rows.count)
        for index in rows.indices { narrow.append(Float(rows[index])) }
        score(narrow.span, into: &margins)
    }

    /// The same for rows in Float32, of a model of any precision.
    package func score(_ rows: Span<Float>, into margins: inout [Double]) {
        if precision == .float64 {
            var wide: [Double] = []
            wide.reserveCapacity(rows.count)
            for index in rows.indices { wide.append(Double(rows[index])) }
            return score(wide.span, into: &margins)
        }
        var sums: [Float] = []
        score(rows, into: &sums)
        margins.removeAll(keepingCapacity: true)
        margins.reserveCapacity(sums.count)
        for sum in sums { margins.append(Double(sum)) }
    }

    /// The same for a model of the precision `float32`.
    package func score(_ rows: Span<Float>, into margins: inout [Float]) {
        precondition(precision == .float32, "Float32 margins of a Float64 model")
        let rowCount = count(rows.count)
        margins.removeAll(keepingCapacity: true)
        margins.reserveCapacity(rowCount * groupCount)
        let start = start.map { Float($0) }
        for _ in 0..<rowCount { margins.append(contentsOf: start) }
        switch adder {
        case .trees(let scorer): scorer.add(rows, to: &margins)
        case .linear(let scorer):
            var span = margins.mutableSpan
            scorer.score(rows, into: &span)
        case .general(let scorer):
            margins.removeAll(keepingCapacity: true)
            for row in 0..<rowCount {
                let line = (row * featureCount..<(row + 1) * featureCount).map { Double(rows[$0]) }
                margins.append(contentsOf: scorer.margins(of: line.span).map { Float($0) })
            }
        }
    }

    private func count(_ values: Int) -> Int {
        precondition(values.isMultiple(of: featureCount), "rows of another width than the model's")
        return values / featureCount
    }
}
