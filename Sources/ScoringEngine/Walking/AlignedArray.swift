/// An array that C may read as long as this lives.
///
/// `@unchecked Sendable`: nothing writes to the memory after `init`.
@safe final class AlignedArray<Element: BitwiseCopyable>: @unchecked Sendable {
    let pointer: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        let count = elements.count
        let alignment = max(64, MemoryLayout<Element>.alignment)
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count * MemoryLayout<Element>.stride), alignment: alignment)
        let start = unsafe bytes.bindMemory(to: Element.self, capacity: count)
        unsafe elements.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { unsafe start.initialize(from: first, count: count) }
        }
        self.count = count
        unsafe pointer = UnsafePointer(start)
    }

    deinit { unsafe UnsafeMutableRawPointer(mutating: pointer).deallocate() }

    var byteCount: Int { count * MemoryLayout<Element>.stride }
}
