import ScoringModel

/// The nodes of all trees in the order of scoring.
struct PackedNodes: Sendable {
    var nodes: [Node] = []
    /// Category set of each node, -1 for everything but a categorical split.
    var categorySets: [Int32] = []

    /// Appends what is reachable of a tree, level by level: the upper levels, which every row visits, lie together. True
    /// when the tree has a categorical split.
    mutating func appendTree(_ tree: Int, of ensemble: TreeEnsemble) -> Bool {
        let start = Int(ensemble.treeOffsets[tree])
        var sources = [start]
        let root = nodes.count
        var isCategorical = false
        while nodes.count - root < sources.count {
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
        return isCategorical
    }
}
