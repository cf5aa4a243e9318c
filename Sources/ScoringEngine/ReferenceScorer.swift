package import ScoringModel

/// The rules of `TreeEnsemble` and `LinearModel` one by one, for one row: slow, and the oracle of every faster scorer.
/// Immutable; any thread.
package struct ReferenceScorer: Sendable {
    private let predictor: Predictor

    /// Of a validated model.
    package init(_ predictor: Predictor) { self.predictor = predictor }

    /// The margins of one encoded row, one per output group; NaN is missing.
    package func margins(of row: Span<Float>) -> [Float] {
        switch predictor {
        case .trees(let ensemble): ensemble.margins(of: row)
        case .linear(let model): model.margins(of: row)
        }
    }
}

extension LinearModel {
    fileprivate func margins(of row: Span<Float>) -> [Float] {
        (0..<groupCount).map { group in
            var margin = bias[group] + baseMargins[group]
            for feature in row.indices where !row[feature].isNaN {
                margin += row[feature] * weights[feature * groupCount + group]
            }
            return margin
        }
    }
}

extension TreeEnsemble {
    fileprivate func margins(of row: Span<Float>) -> [Float] {
        var margins = baseMargins
        for tree in 0..<treeCount {
            let start = Int(treeOffsets[tree])
            var node = start
            while features[node] >= 0 {
                node = start + Int(goesLeft(node, row) ? leftChildren[node] : rightChildren[node])
            }
            margins[Int(treeGroups[tree])] += values[node]
        }
        return margins
    }

    private func goesLeft(_ node: Int, _ row: Span<Float>) -> Bool {
        let value = row[Int(features[node])]
        if value.isNaN { return defaultLeft[node] == 1 }
        let set = Int(categorySets[node])
        guard set >= 0 else { return value < values[node] }
        if value < 0 || value >= Float(Self.categoryLimit) { return true }
        let codes = Int(categorySetOffsets[set])..<Int(categorySetOffsets[set + 1])
        return !categoryCodes[codes].contains(Int32(value))
    }
}
