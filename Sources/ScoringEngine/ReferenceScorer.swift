package import ScoringModel

/// The rules of `TreeEnsemble` one by one, for one row: slow, and the oracle of every faster scorer. Immutable; any
/// thread.
package struct ReferenceScorer: Sendable {
    private let ensemble: TreeEnsemble

    /// Of a validated model.
    package init(_ ensemble: TreeEnsemble) { self.ensemble = ensemble }

    /// The margins of one encoded row, one per output group; NaN is missing.
    package func margins(of row: Span<Float>) -> [Float] {
        var margins = ensemble.baseMargins
        for tree in 0..<ensemble.treeCount {
            let start = Int(ensemble.treeOffsets[tree])
            var node = start
            while ensemble.features[node] >= 0 {
                let child = goesLeft(node, row) ? ensemble.leftChildren[node] : ensemble.rightChildren[node]
                node = start + Int(child)
            }
            margins[Int(ensemble.treeGroups[tree])] += ensemble.values[node]
        }
        return margins
    }

    private func goesLeft(_ node: Int, _ row: Span<Float>) -> Bool {
        let value = row[Int(ensemble.features[node])]
        if value.isNaN { return ensemble.defaultLeft[node] == 1 }
        let set = Int(ensemble.categorySets[node])
        guard set >= 0 else { return value < ensemble.values[node] }
        if value < 0 || value >= Float(TreeEnsemble.categoryLimit) { return true }
        let codes = Int(ensemble.categorySetOffsets[set])..<Int(ensemble.categorySetOffsets[set + 1])
        return !ensemble.categoryCodes[codes].contains(Int32(value))
    }
}
