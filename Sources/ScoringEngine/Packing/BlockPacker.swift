import CScoringKernels
import ScoringModel

/// Packs an ensemble for the block scorer: predicates into slots, trees into groups of eight with their steps, leaves into
/// the tables that the kernel looks up.
struct BlockPacker {
    let ensemble: TreeEnsemble
    private let kernel: Int
    let costs: KernelCosts
    let forest: Forest
    private let predicates: PredicateTable
    private var program: PlaneProgram
    var parts = BlockParts()
    var paths: [PathKey: (trees: Int, operations: Int)] = [:]
    /// Number of each node among the leaves, where leaves are vectors.
    var leafNumbers: [Int32] = []

    struct Result {
        let blocks: PackedBlocks
        let paths: [LayoutDescription.Path]
        let predicateCount: Int
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

    var leafLength: Int { Self.leafLength(of: ensemble) }

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
