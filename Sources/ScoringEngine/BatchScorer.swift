package import ScoringModel

/// Scores many rows at once, to the bit as `ReferenceScorer` does. Immutable; any thread.
package struct BatchScorer: Sendable {
    package let featureCount: Int
    package let groupCount: Int
    /// What the margins of a row start from.
    private let start: [Float]
    private let adder: Adder

    private enum Adder: Sendable {
        case trees(TreeScorer)
        case linear(LinearScorer)
    }

    /// Of a validated model.
    package init(_ predictor: Predictor, featureCount: Int) {
        self.featureCount = featureCount
        groupCount = predictor.groupCount
        switch predictor {
        case .trees(let ensemble):
            start = ensemble.baseMargins
            adder = .trees(TreeScorer(ensemble, featureCount: featureCount))
        case .linear(let model):
            start = zip(model.bias, model.baseMargins).map { $0 + $1 }
            adder = .linear(LinearScorer(model, featureCount: featureCount))
        }
    }

    /// Bytes that the scorer of a predictor takes; known before it is made.
    package static func byteCount(of predictor: Predictor) -> Int {
        switch predictor {
        case .trees(let ensemble): TreeScorer.byteCount(of: ensemble)
        // It shares the model's weights.
        case .linear(let model): 4 * model.groupCount
        }
    }

    /// Margins of rows of any number.
    /// - Parameters:
    ///   - rows: row-major, n × `featureCount`; NaN is missing.
    ///   - margins: made n × `groupCount` and overwritten; its memory is kept.
    package func score(_ rows: Span<Float>, into margins: inout [Float]) {
        precondition(rows.count.isMultiple(of: featureCount), "rows of another width than the model's")
        let rowCount = rows.count / featureCount
        margins.removeAll(keepingCapacity: true)
        margins.reserveCapacity(rowCount * groupCount)
        for _ in 0..<rowCount { margins.append(contentsOf: start) }
        switch adder {
        case .trees(let scorer): scorer.add(rows, to: &margins)
        case .linear(let scorer): scorer.add(rows, to: &margins)
        }
    }
}
