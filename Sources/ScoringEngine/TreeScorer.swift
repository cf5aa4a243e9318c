import CScoringKernels
import ScoringModel

/// Scores rows of a tree ensemble: few of them by walking down the trees, many in blocks. Immutable; any thread.
struct TreeScorer: Sendable {
    private let walker: TreeWalker
    /// Nil where every row walks.
    private let blocks: BlockScorer?
    let layout: LayoutDescription

    /// From so many rows on a block, even if the rest of it is empty, takes less time than as many walks.
    static let minimumBlockCount = 12

    /// Of a validated ensemble.
    init(_ ensemble: TreeEnsemble, featureCount: Int, kernel: Kernel) {
        walker = TreeWalker(ensemble, featureCount: featureCount)
        guard let blockKernel = kernel.blockKernel else {
            blocks = nil
            layout = .walk(ensemble, walker, kernel: kernel, because: "the kernel \(kernel.rawValue) was asked for")
            return
        }
        do throws(Unpackable) {
            let packed = try BlockPacker.pack(ensemble, featureCount: featureCount, kernel: blockKernel)
            blocks = BlockScorer(packed.blocks)
            layout = .blocks(packed, ensemble, walker, kernel: kernel)
        } catch {
            blocks = nil
            layout = .walk(ensemble, walker, kernel: kernel, because: error.reason)
        }
    }

    /// Bytes that it takes at most; known before it is made.
    static func byteCount(of ensemble: TreeEnsemble) -> Int {
        TreeWalker.byteCount(of: ensemble) + BlockPacker.byteLimit(of: ensemble)
    }

    /// Writes the margins of a batch.
    func score(_ batch: scoreline_batch) {
        if let blocks, unsafe batch.count >= Self.minimumBlockCount {
            unsafe blocks.score(batch)
        } else {
            unsafe walker.score(batch)
        }
    }
}
