import CScoringKernels

@testable import ScoringEngine

enum BlockKernelNumber {
    static let portable = Int(scoreline_kernel_portable)
    static let avx512 = Int(scoreline_kernel_avx512)
    static let avx512Bytes = Int(scoreline_kernel_avx512_bytes)
}

extension PackedBlocks {
    var modelByteCount: Int { unsafe MemoryLayout<scoreline_block_model>.size }

    /// The model's structure with offsets into the memory in place of pointers, then the memory.
    var relocatableBytes: [UInt8] {
        let start = unsafe UInt(bitPattern: memory)
        func offset<Pointee>(_ pointer: inout UnsafePointer<Pointee>?) {
            guard let address = unsafe pointer.map({ UInt(bitPattern: $0) }) else { return }
            unsafe pointer = UnsafePointer(bitPattern: address - start)
        }
        func offset(_ pointer: inout UnsafeRawPointer?) {
            guard let address = unsafe pointer.map({ UInt(bitPattern: $0) }) else { return }
            unsafe pointer = UnsafeRawPointer(bitPattern: address - start)
        }
        var model = unsafe model
        unsafe offset(&model.rankings)
        unsafe offset(&model.cuts)
        unsafe offset(&model.buckets)
        unsafe offset(&model.cut_numbers)
        unsafe offset(&model.category_bits)
        unsafe offset(&model.groups)
        unsafe offset(&model.trees)
        unsafe offset(&model.operations)
        unsafe offset(&model.wide_operations)
        unsafe offset(&model.heaps)
        unsafe offset(&model.leaves)
        unsafe offset(&model.base)
        let structure = unsafe withUnsafeBytes(of: &model) { unsafe Array($0) }
        return unsafe structure + Array(UnsafeRawBufferPointer(start: memory, count: byteCount))
    }
}
