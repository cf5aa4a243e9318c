import CScoringKernels
import ScoringModel

/// Scores rows by walking down the trees: every ensemble, and few rows faster than anything else. Immutable; any thread.
///
/// One row walking down a tree waits for one load after another. Here eight walks go side by side, of one row in eight
/// trees, or of eight rows in one tree, so that their loads overlap.
struct TreeWalker: Sendable {
    let packed: PackedWalk
    private let scratch: ScratchPool

    /// Of a validated ensemble.
    init(_ ensemble: TreeEnsemble, featureCount: Int) {
        packed = PackedWalk(WalkParts(ensemble, featureCount: featureCount), ensemble, featureCount: featureCount)
        scratch = ScratchPool(byteCount: packed.scratchByteCount)
    }

    /// Bytes that it takes at most; known before it is made.
    static func byteCount(of ensemble: TreeEnsemble) -> Int {
        let isWide = mayBeWide(ensemble)
        let node = isWide ? MemoryLayout<scoreline_wide_node>.stride : MemoryLayout<scoreline_node>.stride
        let linear = ensemble.linearLeaves.map { 12 * $0.features.count + 12 * $0.constants.count } ?? 0
        // A value and a cut of 8 bytes and a leaf's number beside each node.
        return ensemble.nodeCount * (node + 20) + 12 * ensemble.treeCount + 8 * ensemble.leafVectors.count + linear
            + CategorySetTable.byteCount(of: ensemble)
            + 4 * (ensemble.categoryCodes.count + ensemble.categorySetOffsets.count)
    }

    /// Whether its nodes could need more than 16 bits: a feature has at most four columns of numbers.
    private static func mayBeWide(_ ensemble: TreeEnsemble) -> Bool {
        let columns = 4 * (Int(ensemble.features.max() ?? 0) + 1)
        let treeSizes = zip(ensemble.treeOffsets.dropFirst(), ensemble.treeOffsets).map { $0 - $1 }
        return !ensemble.categoryCodes.isEmpty || columns * Int(scoreline_tile_rows) > Int(UInt16.max)
            || Int(treeSizes.max() ?? 0) > Int(UInt16.max)
    }

    /// Writes the margins of rows of the feature count.
    func score(_ batch: scoreline_batch) {
        guard unsafe batch.count > 0 else { return }
        unsafe withUnsafePointer(to: batch) { batch in
            unsafe scratch.withMemory { memory in
                unsafe packed.withWalk { unsafe scoreline_walk_rows($0, batch, memory) }
            }
        }
    }
}
