import CScoringKernels
import ScoringModel

/// Packs an ensemble for the block scorer: predicates into slots, trees into groups of eight with their steps, leaves into
/// the tables that the kernel looks up.
struct BlockPacker {
    private let ensemble: TreeEnsemble
    private let kernel: Int
    private let costs: KernelCosts
    private let forest: Forest
    private let predicates: PredicateTable
    private var program: PlaneProgram
    private var parts = BlockParts()
    private var paths: [PathKey: (trees: Int, operations: Int)] = [:]
    /// Number of each node among the leaves, where leaves are vectors.
    private var leafNumbers: [Int32] = []

    struct Result {
        let blocks: PackedBlocks
        let paths: [LayoutDescription.Path]
        let predicateCount: Int
    }

    private struct PathKey: Hashable {
        let isHeap: Bool
        let isPlain: Bool
        let bits: Int
    }
    /// A tree with its codes planned.
    private struct PlannedTree {
        let tree: Int
        let plan: CodePlan
    }

    /// Codes of more bits than these take two bytes.
    private static let narrowBits = 8
    /// Of a tree; beyond it, walking down is cheaper than evaluating all of it.
    private static let maximumLeafCount = 4096
    /// Planes that lie in a second-level cache together with trees.
    private static let slotBytes = 2 << 20

    /// Packs a validated ensemble; throws why it can't.
    static func pack(
        _ ensemble: TreeEnsemble, featureCount: Int, kernel: Int
    ) throws(Unpackable) -> Result {
        if ensemble.linearLeaves != nil {
            throw Unpackable("its leaves are linear functions of the row")
        }
        var packer = try BlockPacker(ensemble, featureCount: featureCount, kernel: kernel)
        try packer.packGroups()
        let blocks = packer.finish(featureCount: featureCount)
        try packer.requireRoom(forBytes: blocks.byteCount)
        return Result(
            blocks: blocks, paths: packer.describedPaths, predicateCount: packer.predicates.predicateCount)
    }

    /// Bytes that a packed ensemble may take, known before it is packed: several times what common shapes take.
    static func byteLimit(of ensemble: TreeEnsemble) -> Int {
        64 * ensemble.nodeCount + 1024 * ensemble.treeCount * leafLength(of: ensemble) + (1 << 16)
    }

    private func requireRoom(forBytes count: Int) throws(Unpackable) {
        let limit = Self.byteLimit(of: ensemble)
        guard count <= limit else {
            throw Unpackable("it would take more than the \(limit) bytes set aside for it")
        }
    }

    private static func leafLength(of ensemble: TreeEnsemble) -> Int {
        ensemble.leafVectors.isEmpty ? 1 : ensemble.groupCount
    }

    private init(_ ensemble: TreeEnsemble, featureCount: Int, kernel: Int) throws(Unpackable) {
        self.ensemble = ensemble
        self.kernel = kernel
        costs = KernelCosts(kernel)
        forest = Forest(ensemble)
        for tree in 0..<ensemble.treeCount {
            let leafCount = forest.leafCounts[forest.offsets[tree]]
            if leafCount > Self.maximumLeafCount {
                throw Unpackable("tree \(tree) has \(leafCount) leaves, more than \(Self.maximumLeafCount)")
            }
        }
        predicates = try PredicateTable(forest, ensemble, featureCount: featureCount)
        program = PlaneProgram(forest, predicates)
        if !ensemble.leafVectors.isEmpty {
            var count: Int32 = 0
            for feature in ensemble.features {
                leafNumbers.append(count)
                if feature < 0 { count += 1 }
            }
        }
    }

    private var leafLength: Int { Self.leafLength(of: ensemble) }

    private mutating func packGroups() throws(Unpackable) {
        let groupSize = Int(scoreline_group_trees)
        var treesOfOutputs = [[Int]](repeating: [], count: ensemble.groupCount)
        for tree in 0..<ensemble.treeCount { treesOfOutputs[Int(ensemble.treeGroups[tree])].append(tree) }
        for (output, trees) in treesOfOutputs.enumerated() {
            for first in stride(from: 0, to: trees.count, by: groupSize) {
                pack(Array(trees[first..<min(first + groupSize, trees.count)]), output)
                // Vectors in tables can be many times the ensemble: given up before all of them are there.
                try requireRoom(forBytes: parts.leaves.count)
            }
        }
        guard program.slotCount <= Int(UInt32.max) else { throw Unpackable("it has too many predicates") }
    }

    private mutating func pack(_ trees: [Int], _ output: Int) {
        let planned = trees.map { tree in
            let needed = CodePlan.bits(for: Int(forest.leafCounts[forest.offsets[tree]]))
            // A spare bit beyond a byte saves selects too, but doubles the tables.
            var plan = CodePlan(maximumBits: max(Self.narrowBits, needed))
            plan.plan(tree, of: forest)
            return PlannedTree(tree: tree, plan: plan)
        }
        let levels = max(
            trees.map { Int(forest.heights[forest.offsets[$0]]) }.max() ?? 0,
            Int(scoreline_heap_levels_minimum))
        let heapCost =
            levels <= Int(scoreline_heap_levels_maximum) && predicates.slotCount <= Int(UInt16.max)
            ? trees.count * ((1 << levels - 1 - levels) * costs.heapSelect + leafCost(bits: levels)) : Int.max
        let (bits, programCost) = cheapestBits(planned)
        if heapCost <= programCost {
            packHeaps(trees, output, levels)
        } else {
            packProgram(planned, output, bits)
        }
    }

    /// Looking up a leaf by a code of so many bits, in the cheaper form.
    private func leafCost(bits: Int) -> Int {
        min(costs.plainLeaf, planeLeafCost(bits: bits) ?? Int.max)
    }

    private func planeLeafCost(bits: Int) -> Int? {
        guard let table = tableBits(bits), let cost = costs.planeLeaf[table] else { return nil }
        return ensemble.precision == .float64 ? 2 * cost : cost
    }

    /// Bits of the smallest table in planes that has codes of so many bits.
    private func tableBits(_ bits: Int) -> Int? { costs.planeLeaf.keys.filter { $0 >= bits }.min() }

    private func isPlain(bits: Int) -> Bool { planeLeafCost(bits: bits).map { $0 >= costs.plainLeaf } ?? true }

    /// Bits of codes with which a group's trees are cheapest, and the cost.
    private func cheapestBits(_ trees: [PlannedTree]) -> (bits: Int, cost: Int) {
        let needed = trees.map { CodePlan.bits(for: Int(forest.leafCounts[forest.offsets[$0.tree]])) }.max() ?? 0
        var best = (bits: max(needed, Self.narrowBits), cost: Int.max)
        for bits in max(needed, 1)...max(needed, Self.narrowBits) {
            let selects = trees.reduce(0) { $0 + $1.plan.cost(bits: min(bits, $1.plan.maximumBits)) }
            guard selects < Int(CodePlan.impossible) else { continue }
            let cost = selects * costs.operation + trees.count * leafCost(bits: bits)
            if cost < best.cost { best = (bits, cost) }
        }
        return best
    }

    private mutating func packHeaps(_ trees: [Int], _ output: Int, _ levels: Int) {
        var group = startGroup(trees, output, bits: levels)
        group.heap_levels = UInt8(levels)
        group.first_step = UInt64(parts.heaps.count)
        for tree in trees {
            let heap = parts.heaps.count
            parts.heaps += [UInt16](repeating: 0, count: 1 << levels - 1)
            var table = LeafTable(bits: levels)
            fillHeap(forest.offsets[tree], 0, levels, heap, &table)
            appendTree(planes: [], bits: levels, table, group)
        }
        parts.groups.append(group)
        note(
            PathKey(isHeap: true, isPlain: isPlain(bits: levels), bits: levels), trees.count,
            trees.count * (1 << levels - 1 - levels))
    }

    /// A leaf above the last level fills the subtree below it; its predicates may be anything.
    private mutating func fillHeap(_ place: Int, _ node: Int, _ levelsLeft: Int, _ heap: Int, _ table: inout LeafTable)
    {
        if levelsLeft == 0 {
            table.places[node - (1 << table.bits - 1)] = place
            return
        }
        let isLeaf = forest.isLeaf(place)
        parts.heaps[heap + node] = isLeaf ? 0 : UInt16(predicates.slots[place])
        fillHeap(isLeaf ? place : place + 1, 2 * node + 1, levelsLeft - 1, heap, &table)
        fillHeap(isLeaf ? place : Int(forest.rights[place]), 2 * node + 2, levelsLeft - 1, heap, &table)
    }

    private mutating func packProgram(_ trees: [PlannedTree], _ output: Int, _ bits: Int) {
        var group = startGroup(trees.map(\.tree), output, bits: bits)
        group.first_step = UInt64(parts.wideOperations.count)
        program.startGroup()
        var programs: [[scoreline_wide_operation]] = []
        for planned in trees {
            let treeBits = min(bits, planned.plan.maximumBits)
            let (operations, planes) = program.append(planned.tree, planned.plan, bits: treeBits)
            programs.append(operations)
            var table = LeafTable(
                bits: group.leaf_form == leafForm(isPlain: true) ? planes.count : Int(group.code_bits))
            program.forEachCode { code, place in table.places[code] = place }
            appendTree(planes: planes, bits: table.bits, table, group)
        }
        // In turn, so that a select does not wait for the one before it.
        for step in 0..<(programs.map(\.count).max() ?? 0) {
            for operations in programs where step < operations.count { parts.wideOperations.append(operations[step]) }
        }
        group.operation_count = UInt32(parts.wideOperations.count - Int(group.first_step))
        parts.groups.append(group)
        note(PathKey(isHeap: false, isPlain: isPlain(bits: bits), bits: bits), trees.count, Int(group.operation_count))
    }

    private func leafForm(isPlain: Bool) -> UInt8 {
        UInt8(isPlain ? scoreline_leaves_plain : scoreline_leaves_planes)
    }

    private func startGroup(_ trees: [Int], _ output: Int, bits: Int) -> scoreline_group {
        var group = scoreline_group()
        group.output = UInt32(output)
        group.tree_count = UInt32(trees.count)
        group.first_tree = UInt32(parts.trees.count)
        let isPlain = isPlain(bits: bits)
        group.leaf_form = leafForm(isPlain: isPlain)
        group.code_bits = UInt8(isPlain ? bits : tableBits(bits) ?? bits)
        return group
    }

    /// The leaf of each code of a tree, by its place in the forest; nil for a code that never comes out.
    private struct LeafTable {
        let bits: Int
        var places: [Int?]
        init(bits: Int) {
            self.bits = bits
            places = [Int?](repeating: nil, count: 1 << bits)
        }
    }

    private mutating func appendTree(planes: [UInt32], bits: Int, _ table: LeafTable, _ group: scoreline_group) {
        let isPlain = group.leaf_form == leafForm(isPlain: true)
        let stride = isPlain ? 1 << bits : 1 << Int(group.code_bits)
        let size = ensemble.precision == .float64 ? 8 : 4
        // A table of planes is loaded as whole vectors.
        let alignment = Int(scoreline_alignment)
        while !parts.leaves.count.isMultiple(of: alignment) { parts.leaves.append(0) }
        var tree = scoreline_tree()
        tree.first_leaf = UInt64(parts.leaves.count / size)
        tree.leaf_stride = UInt32(stride)
        tree.code_bits = UInt32(bits)
        unsafe withUnsafeMutableBytes(of: &tree.planes) { bytes in
            let slots = unsafe bytes.bindMemory(to: UInt32.self)
            for (bit, slot) in planes.enumerated() { unsafe slots[bit] = slot }
        }
        parts.trees.append(tree)
        for number in 0..<leafLength {
            let start = parts.leaves.count
            parts.leaves += [UInt8](repeating: 0, count: stride * size)
            for (code, place) in table.places.enumerated() {
                guard let place else { continue }
                let pattern = self.pattern(leaf(place, number))
                for byte in 0..<size {
                    let position = isPlain ? code * size + byte : byte * stride + code
                    parts.leaves[start + position] = UInt8(truncatingIfNeeded: pattern >> UInt64(8 * byte))
                }
            }
        }
    }

    private func leaf(_ place: Int, _ number: Int) -> Double {
        let node = Int(forest.nodes[place])
        guard !ensemble.leafVectors.isEmpty else { return ensemble.values[node] }
        return ensemble.leafVectors[Int(leafNumbers[node]) * ensemble.groupCount + number]
    }

    /// Bits of a number in the ensemble's precision.
    private func pattern(_ number: Double) -> UInt64 {
        ensemble.precision == .float64 ? number.bitPattern : UInt64(Float(number).bitPattern)
    }

    private func bytes(_ numbers: [Double]) -> [UInt8] {
        let size = ensemble.precision == .float64 ? 8 : 4
        return numbers.flatMap { number in
            let pattern = pattern(number)
            return (0..<size).map { UInt8(truncatingIfNeeded: pattern >> UInt64(8 * $0)) }
        }
    }

    private mutating func note(_ path: PathKey, _ trees: Int, _ operations: Int) {
        paths[path, default: (0, 0)].trees += trees
        paths[path, default: (0, 0)].operations += operations
    }

    private var describedPaths: [LayoutDescription.Path] {
        paths.map { key, sums in
            let form = key.isPlain ? "leaves one by one" : "leaves in planes"
            let steps = key.isHeap ? "complete trees of \(key.bits) levels in registers" : "select programs"
            return LayoutDescription.Path(
                name: "\(steps), \(form)", treeCount: sums.trees, codeBits: key.bits,
                operationsPerTree: Double(sums.operations) / Double(sums.trees))
        }.sorted { ($1.treeCount, $0.name, $0.codeBits) < ($0.treeCount, $1.name, $1.codeBits) }
    }

    private mutating func finish(featureCount: Int) -> PackedBlocks {
        parts.rankings = predicates.rankings
        parts.cuts = bytes(predicates.cuts)
        parts.buckets = predicates.buckets
        parts.cutNumbers = predicates.cutNumbers
        parts.categoryBits = predicates.categoryBits
        parts.base = bytes(ensemble.baseMargins)
        if program.slotCount <= Int(UInt16.max) + 1 {
            parts.operations = parts.wideOperations.map {
                scoreline_operation(
                    predicate: UInt16($0.predicate), left: UInt16($0.left), right: UInt16($0.right),
                    result: UInt16($0.result))
            }
            parts.wideOperations = []
        }
        var blockRows = costs.blockRows
        while blockRows > Int(scoreline_block_rows_minimum),
            program.slotCount * blockRows / 8 > Self.slotBytes
        {
            blockRows /= 2
        }
        var header = unsafe scoreline_block_model()
        unsafe header.feature_count = UInt32(featureCount)
        unsafe header.output_count = UInt32(ensemble.groupCount)
        unsafe header.is_double = ensemble.precision == .float64 ? 1 : 0
        unsafe header.block_rows = UInt32(blockRows)
        unsafe header.slot_count = UInt32(program.slotCount)
        unsafe header.ranking_count = UInt32(parts.rankings.count)
        unsafe header.group_count = UInt32(parts.groups.count)
        unsafe header.vector_length = UInt32(leafLength)
        return unsafe PackedBlocks(parts, header, kernel: kernel)
    }
}
