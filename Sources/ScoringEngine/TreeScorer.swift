import ScoringModel

/// Adds up the leaves of many rows at once.
///
/// One row walking down a tree waits for one load after another. Here eight rows walk side by side, so that their loads
/// overlap, and a tree's nodes stay in the cache while a block of rows passes through it. Values are compared as integer
/// keys, which each row has twice for each feature: with NaN above and with NaN below all thresholds.
struct TreeScorer: Sendable {
    private let featureCount: Int
    private let groupCount: Int
    private let packed: PackedNodes
    private let trees: [Tree]
    private let setOffsets: [Int32]
    private let setCodes: [Int32]

    private static let laneCount = 8
    /// The keys of 128 rows of 28 features and a tree of depth 6 fit a first-level cache of 32 KiB.
    private static let blockLength = 128

    private struct Tree: Sendable {
        /// Position in the nodes.
        var root: Int32
        var group: Int32
        /// Splits on the longest path.
        var depth: Int
        /// Has a categorical split.
        var isCategorical: Bool
    }

    /// Whether it can score an ensemble: one of Float32 whose leaves are numbers and whose zeros are numbers.
    static func takes(_ ensemble: TreeEnsemble) -> Bool {
        ensemble.precision == .float32 && ensemble.leafVectors.isEmpty && ensemble.missingZeros.isEmpty
    }

    /// Of a validated model.
    init(_ ensemble: TreeEnsemble, featureCount: Int) {
        self.featureCount = featureCount
        groupCount = ensemble.groupCount
        setOffsets = ensemble.categorySetOffsets
        setCodes = ensemble.categoryCodes
        var packed = PackedNodes()
        packed.nodes.reserveCapacity(ensemble.nodeCount)
        packed.categorySets.reserveCapacity(ensemble.nodeCount)
        trees = (0..<ensemble.treeCount).map { tree in
            let root = Int32(packed.nodes.count)
            let (depth, isCategorical) = packed.appendTree(tree, of: ensemble)
            return Tree(root: root, group: ensemble.treeGroups[tree], depth: depth, isCategorical: isCategorical)
        }
        self.packed = packed
    }

    /// Bytes that the scorer of an ensemble takes; known before it is made.
    static func byteCount(of ensemble: TreeEnsemble) -> Int {
        ensemble.nodeCount * (MemoryLayout<Node>.stride + 4) + ensemble.treeCount * MemoryLayout<Tree>.stride
    }

    /// Adds the leaves that rows, n × `featureCount`, arrive at to their margins, n × `groupCount`, in tree order.
    func add(_ rows: Span<Float>, to margins: inout [Float]) {
        let rowCount = rows.count / featureCount
        var sums = margins.mutableSpan
        var keys: [Int32] = []
        keys.reserveCapacity(2 * featureCount * min(rowCount, Self.blockLength))
        for start in stride(from: 0, to: rowCount, by: Self.blockLength) {
            let block = start..<min(start + Self.blockLength, rowCount)
            let values = rows.extracting(block.lowerBound * featureCount..<block.upperBound * featureCount)
            Self.makeKeys(of: values, &keys)
            for tree in trees {
                for row in stride(from: 0, to: block.count, by: Self.laneCount) {
                    let range = row..<min(row + Self.laneCount, block.count)
                    let leaves =
                        tree.isCategorical
                        ? walk(tree, range) { position, node, key in
                            categoryChild(of: position, node, key, keys, values)
                        }
                        : walk(tree, range) { _, node, key in
                            // In range: a validated split's feature is one of the row's.
                            node.child(for: unsafe keys.span[unchecked: key])
                        }
                    for row in range {
                        let leaf = packed.nodes[Int(leaves[row - range.lowerBound])]
                        sums[(start + row) * groupCount + Int(tree.group)] += leaf.value
                    }
                }
            }
        }
    }

    /// Two keys for each value: NaN is less than every threshold in the first, and not less than any in the second.
    private static func makeKeys(of values: Span<Float>, _ keys: inout [Int32]) {
        keys.removeAll(keepingCapacity: true)
        for index in values.indices {
            let value = values[index]
            let key = value.sortKey
            keys.append(value.isNaN ? Int32.min : key)
            keys.append(value.isNaN ? Int32.max : key)
        }
    }

    /// Walks up to eight rows to their leaves; a lane without a row walks with the last one.
    ///
    /// The lanes are written out because the compiler keeps an array of positions in memory, which takes half as long again.
    @inline(__always)
    private func walk(
        _ tree: Tree, _ range: Range<Int>, child: (_ position: Int32, _ node: Node, _ key: Int) -> Int32
    ) -> InlineArray<8, Int32> {
        let nodes = packed.nodes.span
        @inline(__always) func firstKey(_ lane: Int) -> Int {
            min(range.lowerBound + lane, range.upperBound - 1) * 2 * featureCount
        }
        @inline(__always) func step(_ position: Int32, _ firstKey: Int) -> Int32 {
            // In range: children of a validated tree are nodes of it.
            let node = unsafe nodes[unchecked: Int(position)]
            return child(position, node, firstKey &+ Int(node.column))
        }
        let (k0, k1, k2, k3) = (firstKey(0), firstKey(1), firstKey(2), firstKey(3))
        let (k4, k5, k6, k7) = (firstKey(4), firstKey(5), firstKey(6), firstKey(7))
        var (p0, p1, p2, p3) = (tree.root, tree.root, tree.root, tree.root)
        var (p4, p5, p6, p7) = (tree.root, tree.root, tree.root, tree.root)
        // Most rows of a lopsided tree arrive long before its depth.
        var (hasMoved, level) = (true, 0)
        while hasMoved, level < tree.depth {
            level += 1
            let (n0, n1, n2, n3) = (step(p0, k0), step(p1, k1), step(p2, k2), step(p3, k3))
            let (n4, n5, n6, n7) = (step(p4, k4), step(p5, k5), step(p6, k6), step(p7, k7))
            let low = (n0 ^ p0) | (n1 ^ p1) | (n2 ^ p2) | (n3 ^ p3)
            let high = (n4 ^ p4) | (n5 ^ p5) | (n6 ^ p6) | (n7 ^ p7)
            hasMoved = low | high != 0
            (p0, p1, p2, p3) = (n0, n1, n2, n3)
            (p4, p5, p6, p7) = (n4, n5, n6, n7)
        }
        return [p0, p1, p2, p3, p4, p5, p6, p7]
    }

    /// The child of a node that may be a categorical split, in a block of rows with these keys and values.
    private func categoryChild(
        of position: Int32, _ node: Node, _ key: Int, _ keys: [Int32], _ values: Span<Float>
    ) -> Int32 {
        let set = packed.categorySets[Int(position)]
        if set < 0 { return node.child(for: keys[key]) }
        // A key's place has the value's place and, in its lowest bit, where NaN goes.
        let value = values[key / 2]
        if value.isNaN { return node.left + Int32(key & 1) }
        if value < 0 || value >= Float(TreeEnsemble.categoryLimit) { return node.left }
        return contains(Int32(value), set: Int(set)) ? node.left + 1 : node.left
    }

    private func contains(_ code: Int32, set: Int) -> Bool {
        var (low, high) = (setOffsets[set], setOffsets[set + 1])
        while low < high {
            let middle = low + (high - low) / 2
            let found = setCodes[Int(middle)]
            if found == code { return true }
            if found < code { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
