import CScoringKernels
import ScoringModel

/// The memory of an ensemble that is ready to be walked; TreeWalk.h describes it.
///
/// `@unchecked Sendable`: nothing writes to the memory after `init`.
@safe final class PackedWalk: @unchecked Sendable {
    /// Points into what follows.
    private let walk: scoreline_walk
    private let nodes: AlignedArray<scoreline_node>
    private let wideNodes: AlignedArray<scoreline_wide_node>
    private let roots, depths, groups: AlignedArray<UInt32>
    private let columns: AlignedArray<scoreline_column>
    private let base, cuts: AlignedArray<Double>
    private let setWords: AlignedArray<UInt32>
    private let setOffsets, setCodes: AlignedArray<Int32>
    private let values32: AlignedArray<Float>
    private let values64: AlignedArray<Double>
    private let leafNumbers: AlignedArray<UInt32>
    private let leafVectors: AlignedArray<Double>
    private let linearOffsets, linearFeatures: AlignedArray<Int32>
    private let linearCoefficients, linearConstants: AlignedArray<Double>

    init(_ parts: WalkParts, _ ensemble: TreeEnsemble, featureCount: Int) {
        nodes = AlignedArray(parts.nodes)
        wideNodes = AlignedArray(parts.wideNodes)
        roots = AlignedArray(parts.roots)
        depths = AlignedArray(parts.depths)
        groups = AlignedArray(ensemble.treeGroups.map { UInt32($0) })
        columns = AlignedArray(parts.columns.columns)
        base = AlignedArray(ensemble.baseMargins)
        cuts = AlignedArray(parts.columns.cuts)
        setWords = AlignedArray(parts.setWords)
        setOffsets = AlignedArray(parts.hasListedSets ? ensemble.categorySetOffsets : [])
        setCodes = AlignedArray(parts.hasListedSets ? ensemble.categoryCodes : [])
        values32 = AlignedArray(parts.values32)
        values64 = AlignedArray(parts.values64)
        leafNumbers = AlignedArray(parts.leafNumbers)
        leafVectors = AlignedArray(ensemble.leafVectors)
        linearOffsets = AlignedArray(ensemble.linearLeaves?.offsets ?? [])
        linearFeatures = AlignedArray(ensemble.linearLeaves?.features ?? [])
        linearCoefficients = AlignedArray(ensemble.linearLeaves?.coefficients ?? [])
        linearConstants = AlignedArray(ensemble.linearLeaves?.constants ?? [])
        var walk = unsafe scoreline_walk()
        unsafe walk.nodes = parts.nodes.isEmpty ? nil : nodes.pointer
        unsafe walk.wide_nodes = parts.wideNodes.isEmpty ? nil : wideNodes.pointer
        unsafe walk.roots = roots.pointer
        unsafe walk.depths = depths.pointer
        unsafe walk.groups = groups.pointer
        unsafe walk.tree_count = UInt32(ensemble.treeCount)
        unsafe walk.group_count = UInt32(ensemble.groupCount)
        unsafe walk.feature_count = UInt32(featureCount)
        unsafe walk.column_count = UInt32(columns.count)
        unsafe walk.block_tiles = UInt32(
            Self.blockTiles(columns: columns.count, groups: ensemble.groupCount, parts))
        unsafe walk.base = base.pointer
        unsafe walk.columns = columns.pointer
        unsafe walk.cuts = cuts.pointer
        unsafe walk.set_words = setWords.pointer
        unsafe walk.set_offsets = setOffsets.pointer
        unsafe walk.set_codes = setCodes.pointer
        unsafe walk.is_float64 = ensemble.precision == .float64 ? 1 : 0
        unsafe walk.leaf_kind =
            !ensemble.leafVectors.isEmpty
            ? scoreline_vector_leaves
            : ensemble.linearLeaves != nil ? scoreline_linear_leaves : scoreline_scalar_leaves
        unsafe walk.values32 = values32.pointer
        unsafe walk.values64 = values64.pointer
        unsafe walk.leaf_numbers = leafNumbers.pointer
        unsafe walk.leaf_vectors = leafVectors.pointer
        unsafe walk.linear_offsets = linearOffsets.pointer
        unsafe walk.linear_features = linearFeatures.pointer
        unsafe walk.linear_coefficients = linearCoefficients.pointer
        unsafe walk.linear_constants = linearConstants.pointer
        unsafe self.walk = unsafe walk
    }

    /// Rows that pass through a tree before the next one: their keys and sums lie in a second-level cache together with a
    /// tree, and a large tree is read from beyond it for many rows at once.
    private static func blockTiles(columns: Int, groups: Int, _ parts: WalkParts) -> Int {
        let tileBytes = Int(scoreline_tile_rows) * (4 * columns + 8 * groups)
        return min(max(blockBytes / tileBytes, 1), mostTiles)
    }

    private static let blockBytes = 256 << 10
    private static let mostTiles = 128

    var rowsPerBlock: Int { unsafe Int(walk.block_tiles) * Int(scoreline_tile_rows) }
    var isWide: Bool { wideNodes.count > 0 }
    var scratchByteCount: Int { unsafe withUnsafePointer(to: walk) { unsafe scoreline_walk_scratch($0) } }

    var byteCount: Int {
        nodes.byteCount + wideNodes.byteCount + roots.byteCount + depths.byteCount + groups.byteCount
            + columns.byteCount + base.byteCount + cuts.byteCount + setWords.byteCount + setOffsets.byteCount
            + setCodes.byteCount + values32.byteCount + values64.byteCount + leafNumbers.byteCount
            + leafVectors.byteCount + linearOffsets.byteCount + linearFeatures.byteCount
            + linearCoefficients.byteCount + linearConstants.byteCount
    }

    func withWalk(_ body: (UnsafePointer<scoreline_walk>) -> Void) {
        unsafe withUnsafePointer(to: walk) { unsafe body($0) }
    }
}
