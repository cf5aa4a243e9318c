import CScoringKernels
import ScoringModel

/// An ensemble's nodes in the order of walking: what is reachable of each tree, level by level, so that the upper levels,
/// which every row visits, lie together. Siblings are neighbours.
struct WalkParts {
    private(set) var nodes: [scoreline_node] = []
    private(set) var wideNodes: [scoreline_wide_node] = []
    private(set) var roots: [UInt32] = []
    /// Splits on the longest path.
    private(set) var depths: [UInt32] = []
    private(set) var values32: [Float] = []
    private(set) var values64: [Double] = []
    private(set) var leafNumbers: [UInt32] = []
    private(set) var setWords: [UInt32] = [0]
    private(set) var hasListedSets = false
    let columns: WalkColumns

    /// Of a validated ensemble.
    init(_ ensemble: TreeEnsemble, featureCount: Int) {
        var order = WalkOrder(ensemble)
        for tree in 0..<ensemble.treeCount { order.append(tree) }
        (roots, depths) = (order.roots, order.depths)
        columns = WalkColumns(ensemble, nodes: order.nodes, featureCount: featureCount)
        let isWide =
            order.hasCategories || order.longestStep > Int(UInt16.max)
            || columns.columns.count * Int(scoreline_tile_rows) > Int(UInt16.max)
        if isWide { appendWide(order, ensemble) } else { appendNarrow(order, ensemble) }
        appendLeaves(order, ensemble)
    }

    private mutating func appendNarrow(_ order: WalkOrder, _ ensemble: TreeEnsemble) {
        nodes.reserveCapacity(order.nodes.count)
        for (node, step) in zip(order.nodes, order.steps) {
            if step == 0 {
                nodes.append(scoreline_node(threshold: 0, column: 0, next: 0))
            } else {
                let column = columns.column(of: Int(node), ensemble) * Int(scoreline_tile_rows)
                let threshold = columns.threshold(of: Int(node), ensemble)
                nodes.append(scoreline_node(threshold: threshold, column: UInt16(column), next: UInt16(step)))
            }
        }
    }

    private mutating func appendWide(_ order: WalkOrder, _ ensemble: TreeEnsemble) {
        wideNodes.reserveCapacity(order.nodes.count)
        var sets = CategorySetTable(ensemble)
        for (node, step) in zip(order.nodes, order.steps) {
            var wide = scoreline_wide_node()
            if step != 0 {
                wide.threshold = columns.threshold(of: Int(node), ensemble)
                wide.column = UInt32(columns.column(of: Int(node), ensemble) * Int(scoreline_tile_rows))
                wide.next = UInt32(step)
                let set = Int(ensemble.categorySets[Int(node)])
                if set >= 0 {
                    if let (word, bits) = sets.append(set) {
                        (wide.set, wide.set_bits) = (word, bits)
                    } else {
                        (wide.set, wide.set_bits) = (UInt32(set), scoreline_listed_set)
                        hasListedSets = true
                    }
                }
            }
            wideNodes.append(wide)
        }
        setWords = sets.words
    }

    private mutating func appendLeaves(_ order: WalkOrder, _ ensemble: TreeEnsemble) {
        if ensemble.leafVectors.isEmpty {
            if ensemble.precision == .float64 {
                values64 = order.nodes.map { ensemble.values[Int($0)] }
            } else {
                values32 = order.nodes.map { Float(ensemble.values[Int($0)]) }
            }
        }
        guard !ensemble.leafVectors.isEmpty || ensemble.linearLeaves != nil else { return }
        var (numbers, count): ([UInt32], UInt32) = ([], 0)
        numbers.reserveCapacity(ensemble.nodeCount)
        for feature in ensemble.features {
            numbers.append(count)
            if feature < 0 { count += 1 }
        }
        leafNumbers = order.nodes.map { numbers[Int($0)] }
    }
}

/// Which node of the ensemble stands where.
struct WalkOrder {
    private let ensemble: TreeEnsemble
    private(set) var nodes: [Int32] = []
    /// Places from a split to its right child; 0 for a leaf.
    private(set) var steps: [Int32] = []
    private(set) var roots: [UInt32] = []
    private(set) var depths: [UInt32] = []
    private(set) var hasCategories = false
    private(set) var longestStep = 0

    init(_ ensemble: TreeEnsemble) {
        self.ensemble = ensemble
        nodes.reserveCapacity(ensemble.nodeCount)
        steps.reserveCapacity(ensemble.nodeCount)
    }

    mutating func append(_ tree: Int) {
        let start = ensemble.treeOffsets[tree]
        let root = nodes.count
        roots.append(UInt32(root))
        nodes.append(start)
        var (place, levelEnd, depth) = (root, root + 1, UInt32(0))
        while place < nodes.count {
            if place == levelEnd {
                depth += 1
                levelEnd = nodes.count
            }
            let node = Int(nodes[place])
            if ensemble.features[node] < 0 {
                steps.append(0)
            } else {
                hasCategories = hasCategories || ensemble.categorySets[node] >= 0
                nodes.append(start + ensemble.leftChildren[node])
                let step = nodes.count - place
                longestStep = max(longestStep, step)
                steps.append(Int32(step))
                nodes.append(start + ensemble.rightChildren[node])
            }
            place += 1
        }
        depths.append(depth)
    }
}
