/// Numbers of tensors, least significant byte first.
enum LittleEndian {
    /// Traps unless all of the number is there.
    @inline(__always)
    static func load<Number: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: Span<UInt8>, at offset: Int, as type: Number.Type
    ) -> Number {
        let size = MemoryLayout<Number>.size
        precondition(offset >= 0 && offset <= bytes.count - size, "a number outside of its tensor")
        return unsafe Number(
            littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: Number.self))
    }
}
