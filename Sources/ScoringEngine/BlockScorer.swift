import CScoringKernels

/// Scores many rows at once by bit-sliced predicates; BlockScorer.h describes the method. Immutable; any thread.
struct BlockScorer: Sendable {
    private let blocks: PackedBlocks
    private let scratch: ScratchPool

    init(_ blocks: PackedBlocks) {
        self.blocks = blocks
        scratch = ScratchPool(byteCount: blocks.scratchByteCount)
    }

    /// Writes the margins of a batch of rows of the packed ensemble.
    func score(_ batch: scoreline_batch) {
        unsafe withUnsafePointer(to: batch) { batch in
            unsafe scratch.withMemory { memory in
                unsafe blocks.withModel { unsafe scoreline_score_blocks(Int32(blocks.kernel), $0, batch, memory) }
            }
        }
    }
}
