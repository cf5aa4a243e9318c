import ScoringModel

/// The trees of some iterations.
struct LightGBMForest {
    static let maximumTreeCount = TreeEnsemble.maximumTreeCount

    let ensemble: TreeEnsemble
    /// Columns that some tree splits by category.
    let categoricalFeatures: Set<Int>

    init(_ text: LightGBMText, _ header: LightGBMHeader, iterations: Range<Int>) throws(ModelImportError) {
        let groups = header.groupCount
        var ensemble = TreeEnsemble(
            precision: .float64, groupCount: groups, baseMargins: Array(repeating: 0, count: groups))
        var categorical: Set<Int> = []
        for index in iterations.lowerBound * groups..<iterations.upperBound * groups {
            let section = try text.tree(index)
            let tree = try LightGBMTree(section, featureCount: header.featureCount)
            guard tree.nodeCount <= TreeEnsemble.maximumNodeCount - ensemble.nodeCount else {
                throw section.failure("takes the model above \(TreeEnsemble.maximumNodeCount) nodes")
            }
            try tree.append(to: &ensemble, group: index % groups, categorical: &categorical)
            guard (ensemble.linearLeaves?.features.count ?? 0) <= TreeEnsemble.maximumNodeCount else {
                throw section.failure("takes the model above \(TreeEnsemble.maximumNodeCount) linear terms")
            }
        }
        self.ensemble = ensemble
        categoricalFeatures = categorical
    }
}
