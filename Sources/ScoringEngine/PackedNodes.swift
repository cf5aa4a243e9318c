import ScoringModel

/// The nodes of all trees in the order of scoring.
struct PackedNodes: Sendable {
    var nodes: [Node] = []
    /// Category set of each node, -1 for everything but a categorical split.
    var categorySets: [Int32] = []

    /// Appends what is reachable of a tree, level by level: the upper levels, which every row visits, lie together.
    ///
    /// Gives the number of splits on the longest path, and whether the tree has a categorical split.
    mutating func appendTree(_ tree: Int, of ensemble: TreeEnsemble) -> (depth: Int, isCategorical: Bool) {
        let start = Int(ensemble.treeOffsets[tree])
        var sources = [start]
        let root = nodes.count
        var isCategorical = false
        var (depth, nextLevel) = (0, 1)
        while nodes.count - root < sources.count {
            if nodes.count - root == nextLevel {
                depth += 1
                nextLevel = sources.count
            }
            let source = sources[nodes.count - root]
            let isLeaf = ensemble.features[source] < 0
            nodes.append(Node(source, of: ensemble, left: isLeaf ? nodes.count : root + sources.count))
            categorySets.append(ensemble.categorySets[source])
            isCategorical = isCategorical || ensemble.categorySets[source] >= 0
            if !isLeaf {
                sources.append(start + Int(ensemble.leftChildren[source]))
                sources.append(start + Int(ensemble.rightChildren[source]))
            }
        }
        return (depth, isCategorical)
    }
}
