package import ScoringModel

/// Scores many rows at once, to the bit as `ReferenceScorer` does. Immutable; any thread.
///
/// One row walking down a tree waits for one load after another. Here eight rows walk side by side, so that their loads
/// overlap, and a tree's nodes stay in the cache while a block of rows passes through it.
package struct BatchScorer: Sendable {
    package let featureCount: Int
    package let groupCount: Int
    private let nodes: [Node]
    private let trees: [Tree]
    private let baseMargins: [Float]
    private let setOffsets: [Int32]
    private let setCodes: [Int32]

    private static let laneCount = 8
    /// 256 rows of 28 features and a tree of depth 6 fit a first-level cache of 32 KiB.
    private static let blockLength = 256

    struct Tree: Sendable {
        /// Position in `nodes`.
        var root: Int32
        var group: Int32
    }

    /// Of a validated model.
    package init(_ ensemble: TreeEnsemble, featureCount: Int) {
        self.featureCount = featureCount
        groupCount = ensemble.groupCount
        baseMargins = ensemble.baseMargins
        setOffsets = ensemble.categorySetOffsets
        setCodes = ensemble.categoryCodes
        var nodes: [Node] = []
        nodes.reserveCapacity(ensemble.nodeCount)
        trees = (0..<ensemble.treeCount).map { tree in
            let root = Int32(nodes.count)
            nodes.appendTree(tree, of: ensemble)
            return Tree(root: root, group: ensemble.treeGroups[tree])
        }
        self.nodes = nodes
    }

    /// Bytes that the scorer of an ensemble takes; known before it is made.
    package static func byteCount(of ensemble: TreeEnsemble) -> Int {
        ensemble.nodeCount * MemoryLayout<Node>.stride + ensemble.treeCount * MemoryLayout<Tree>.stride
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
        for _ in 0..<rowCount { margins.append(contentsOf: baseMargins) }
        var sums = margins.mutableSpan
        for start in stride(from: 0, to: rowCount, by: Self.blockLength) {
            let end = min(start + Self.blockLength, rowCount)
            for tree in trees {
                for row in stride(from: start, to: end, by: Self.laneCount) {
                    addLeaves(of: tree, rows, row..<min(row + Self.laneCount, end), &sums)
                }
            }
        }
    }

    /// Walks up to eight rows to their leaves; a lane without a row walks with the last one.
    @inline(__always)
    private func addLeaves(of tree: Tree, _ rows: Span<Float>, _ range: Range<Int>, _ sums: inout MutableSpan<Float>) {
        let nodes = nodes.span
        var positions = InlineArray<8, Int32>(repeating: tree.root)
        var moved: Int32
        repeat {
            moved = 0
            for lane in positions.indices {
                let node = nodes[Int(positions[lane])]
                let row = min(range.lowerBound + lane, range.upperBound - 1)
                let next = child(of: node, rows[row * featureCount + Int(node.feature)])
                moved |= next ^ positions[lane]
                positions[lane] = next
            }
        } while moved != 0
        for row in range {
            let leaf = Int(positions[row - range.lowerBound])
            sums[row * groupCount + Int(tree.group)] += nodes[leaf].value
        }
    }

    @inline(__always)
    private func child(of node: Node, _ value: Float) -> Int32 {
        if value.isNaN { return node.missing }
        if node.categorySet < 0 { return value < node.value ? node.left : node.right }
        return categoryChild(of: node, value)
    }

    private func categoryChild(of node: Node, _ value: Float) -> Int32 {
        if value < 0 || value >= Float(TreeEnsemble.categoryLimit) { return node.left }
        let code = Int32(value)
        var low = setOffsets[Int(node.categorySet)]
        var high = setOffsets[Int(node.categorySet) + 1]
        while low < high {
            let middle = low + (high - low) / 2
            let found = setCodes[Int(middle)]
            if found == code { return node.right }
            if found < code { low = middle + 1 } else { high = middle }
        }
        return node.left
    }
}
