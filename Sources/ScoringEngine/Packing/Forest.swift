import ScoringModel

/// What is reachable of an ensemble's trees: of each tree the nodes in depth-first order, left before right.
struct Forest {
    /// First place of each tree, and their number as the last element.
    var offsets: [Int] = [0]
    /// Node of each place in the ensemble.
    var nodes: [Int32] = []
    /// Places of the children; -1 for a leaf. The left child of a split is the next place.
    var rights: [Int32] = []
    /// Of the subtree.
    var leafCounts: [Int32] = []
    var heights: [Int32] = []

    init(_ ensemble: TreeEnsemble) {
        nodes.reserveCapacity(ensemble.nodeCount)
        rights.reserveCapacity(ensemble.nodeCount)
        var open: [(node: Int32, parent: Int)] = []
        for tree in 0..<ensemble.treeCount {
            let start = ensemble.treeOffsets[tree]
            open.append((start, -1))
            while let (node, parent) = open.popLast() {
                let place = nodes.count
                // A right child's parent waits for its place; -1 marks that nothing waits.
                if parent >= 0 { rights[parent] = Int32(place) }
                nodes.append(node)
                rights.append(-1)
                if ensemble.features[Int(node)] >= 0 {
                    open.append((start + ensemble.rightChildren[Int(node)], place))
                    open.append((start + ensemble.leftChildren[Int(node)], -1))
                }
            }
            offsets.append(nodes.count)
        }
        leafCounts = [Int32](repeating: 1, count: nodes.count)
        heights = [Int32](repeating: 0, count: nodes.count)
        for place in nodes.indices.reversed() where rights[place] >= 0 {
            let right = Int(rights[place])
            leafCounts[place] = leafCounts[place + 1] + leafCounts[right]
            heights[place] = 1 + max(heights[place + 1], heights[right])
        }
    }

    func isLeaf(_ place: Int) -> Bool { rights[place] < 0 }
}
