/// Tensor elements ⇄ little-endian bytes. Unsafe because a model has millions of numbers: they are copied as a block, also
/// in a debug build. All supported machines are little-endian.
enum TensorBytes {
    /// Elements in `range` of `bytes`, whose length is a multiple of an element's.
    static func elements<Element: BitwiseCopyable>(_: Element.Type, in range: Range<Int>, of bytes: [UInt8])
        -> [Element]
    {
        let count = range.count / MemoryLayout<Element>.stride
        return unsafe bytes.withUnsafeBytes { source in
            unsafe [Element](unsafeUninitializedCapacity: count) { target, initialized in
                // Bounds are checked by the rebasing slice; the copy needs no alignment.
                let slice = unsafe UnsafeRawBufferPointer(rebasing: source[range])
                unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: slice)
                initialized = count
            }
        }
    }

    static func append<Element: BitwiseCopyable>(_ elements: [Element], to bytes: inout [UInt8]) {
        unsafe elements.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}
