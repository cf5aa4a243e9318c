import ScoringModel

/// A split, or a leaf that leads to itself: a row that has arrived may walk on with the others.
struct Node: Sendable {
    /// Threshold of a numeric split, value of a leaf.
    var value: Float
    /// 0 for a leaf: any feature will do.
    var feature: Int32
    // Positions in the array of all trees' nodes:
    var left: Int32
    var right: Int32
    /// Where NaN goes.
    var missing: Int32
    /// -1 for everything but a categorical split.
    var categorySet: Int32

    /// Node `source` of an ensemble, with children at new places; for a leaf its own place.
    init(_ source: Int, of ensemble: TreeEnsemble, left: Int32, right: Int32) {
        value = ensemble.values[source]
        feature = max(ensemble.features[source], 0)
        self.left = left
        self.right = right
        missing = ensemble.defaultLeft[source] == 1 ? left : right
        categorySet = ensemble.categorySets[source]
    }
}

extension [Node] {
    /// Appends what is reachable of a tree, level by level: the upper levels, which every row visits, lie together.
    mutating func appendTree(_ tree: Int, of ensemble: TreeEnsemble) {
        let start = Int(ensemble.treeOffsets[tree])
        var sources = [start]
        let root = count
        while count - root < sources.count {
            let source = sources[count - root]
            if ensemble.features[source] < 0 {
                append(Node(source, of: ensemble, left: Int32(count), right: Int32(count)))
            } else {
                let left = Int32(root + sources.count)
                sources.append(start + Int(ensemble.leftChildren[source]))
                sources.append(start + Int(ensemble.rightChildren[source]))
                append(Node(source, of: ensemble, left: left, right: left + 1))
            }
        }
    }
}
