import CScoringKernels

/// The memory of an ensemble that is packed for the block scorer.
///
/// `@unchecked Sendable`: nothing writes to the memory after `init`.
@safe final class PackedBlocks: @unchecked Sendable {
    /// Which loops can read it: a `scoreline_kernel_` number.
    let kernel: Int
    let byteCount: Int
    /// Points into the memory.
    let model: scoreline_block_model
    let memory: UnsafeMutableRawPointer

    /// Copies the parts of a packed ensemble; `header` has everything but the pointers.
    init(_ parts: BlockParts, _ header: scoreline_block_model, kernel: Int) {
        self.kernel = kernel
        let alignment = Int(scoreline_alignment)
        let sizes = [
            parts.rankings.byteCount, parts.cuts.count, parts.buckets.byteCount, parts.cutNumbers.byteCount,
            parts.categoryBits.count, parts.groups.byteCount, parts.trees.byteCount, parts.operations.byteCount,
            parts.wideOperations.byteCount, parts.heaps.byteCount, parts.leaves.count, parts.base.count,
        ]
        let lengths = sizes.map { ($0 + alignment - 1) / alignment * alignment }
        byteCount = lengths.reduce(0, +)
        unsafe memory = .allocate(byteCount: byteCount, alignment: alignment)
        var model = unsafe header
        var writer = unsafe MemoryWriter(next: memory, lengths: lengths)
        unsafe model.rankings = unsafe writer.write(parts.rankings)
        unsafe model.cuts = unsafe UnsafeRawPointer(writer.write(parts.cuts))
        unsafe model.buckets = unsafe writer.write(parts.buckets)
        unsafe model.cut_numbers = unsafe writer.write(parts.cutNumbers)
        unsafe model.category_bits = unsafe writer.write(parts.categoryBits)
        unsafe model.groups = unsafe writer.write(parts.groups)
        unsafe model.trees = unsafe writer.write(parts.trees)
        let operations = unsafe writer.write(parts.operations)
        unsafe model.operations = unsafe parts.operations.isEmpty ? nil : operations
        let wideOperations = unsafe writer.write(parts.wideOperations)
        unsafe model.wide_operations = unsafe parts.wideOperations.isEmpty ? nil : wideOperations
        unsafe model.heaps = unsafe writer.write(parts.heaps)
        unsafe model.leaves = unsafe UnsafeRawPointer(writer.write(parts.leaves))
        unsafe model.base = unsafe UnsafeRawPointer(writer.write(parts.base))
        unsafe self.model = unsafe model
    }

    deinit { unsafe memory.deallocate() }

    /// Bytes of scratch memory that one call needs.
    var scratchByteCount: Int { unsafe withUnsafePointer(to: model) { unsafe scoreline_block_scratch($0) } }

    /// Rows of a full block.
    var blockRows: Int { unsafe Int(model.block_rows) }

    func withModel(_ body: (UnsafePointer<scoreline_block_model>) -> Void) {
        unsafe withUnsafePointer(to: model) { unsafe body($0) }
    }
}

/// What `scoreline_block_model` points to; `cuts`, `leaves` and `base` as bytes of the ensemble's precision.
struct BlockParts {
    var rankings: [scoreline_ranking] = []
    var cuts: [UInt8] = []
    var buckets: [UInt16] = []
    var cutNumbers: [UInt16] = []
    var categoryBits: [UInt8] = []
    var groups: [scoreline_group] = []
    var trees: [scoreline_tree] = []
    /// At most one of the two forms.
    var operations: [scoreline_operation] = []
    var wideOperations: [scoreline_wide_operation] = []
    var heaps: [UInt16] = []
    var leaves: [UInt8] = []
    var base: [UInt8] = []
}

/// Copies arrays one after another, each to a length that keeps the next one aligned.
@unsafe private struct MemoryWriter {
    var next: UnsafeMutableRawPointer
    var lengths: [Int]
    private var count = 0

    init(next: UnsafeMutableRawPointer, lengths: [Int]) {
        unsafe self.next = next
        unsafe self.lengths = lengths
    }

    mutating func write<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
        let start = unsafe next.bindMemory(to: Element.self, capacity: elements.count)
        for (index, element) in elements.enumerated() { unsafe (start + index).initialize(to: element) }
        unsafe next += lengths[count]
        unsafe count += 1
        return unsafe UnsafePointer(start)
    }
}

extension Array {
    fileprivate var byteCount: Int { count * MemoryLayout<Element>.stride }
}
