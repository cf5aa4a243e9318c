import CScoringKernels

/// Scores many rows at once by bit-sliced predicates; BlockScorer.h describes the method. Immutable; any thread.
struct BlockScorer: Sendable {
    private let blocks: PackedBlocks
    private let scratch: ScratchPool

    init(_ blocks: PackedBlocks) {
        self.blocks = blocks
        scratch = ScratchPool(byteCount: blocks.scratchByteCount)
    }

    /// Writes the margins of rows, n × features, over n × outputs numbers.
    func score(_ rows: Span<Double>, into margins: inout MutableSpan<Double>) {
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe score(rows.baseAddress, rowsAreDouble: true, rows.count, margins.baseAddress, areDouble: true)
            }
        }
    }

    func score(_ rows: Span<Float>, into margins: inout MutableSpan<Double>) {
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe score(rows.baseAddress, rowsAreDouble: false, rows.count, margins.baseAddress, areDouble: true)
            }
        }
    }

    func score(_ rows: Span<Float>, into margins: inout MutableSpan<Float>) {
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe score(rows.baseAddress, rowsAreDouble: false, rows.count, margins.baseAddress, areDouble: false)
            }
        }
    }

    private func score(
        _ rows: UnsafeRawPointer?, rowsAreDouble: Bool, _ valueCount: Int, _ margins: UnsafeMutableRawPointer?,
        areDouble: Bool
    ) {
        let count = unsafe valueCount / Int(blocks.model.feature_count)
        guard count > 0 else { return }
        var batch = unsafe scoreline_batch(
            rows: rows, margins: margins, count: count, rows_are_double: rowsAreDouble ? 1 : 0,
            margins_are_double: areDouble ? 1 : 0)
        unsafe scratch.withMemory { memory in
            unsafe blocks.withModel { model in
                unsafe scoreline_score_blocks(Int32(blocks.kernel), model, &batch, memory)
            }
        }
    }
}
