/// The binary form of a job, one list element as well: a mark, the length of a header, the header, which is the job's JSON,
/// and the values of its tensors.
///
/// `docs/protocol.md` has the table. The mark begins no JSON and no UTF-8.
package struct BinaryForm {
    /// The byte 0x93, then `SL1`.
    package static let mark: [UInt8] = [0x93, 0x53, 0x4C, 0x31]
    /// The mark and the length of the header.
    static let prefix = 8

    /// The header's place in the payload; it may reach beyond the end of one that is cut off.
    private let announced: Range<Int>
    private let count: Int

    /// Nil for a payload of another form, or one without a length.
    package init?(_ payload: Span<UInt8>) {
        guard Self.isMarked(payload), payload.count >= Self.prefix else { return nil }
        announced = Self.prefix..<Self.prefix + Int(LittleEndian.load(payload, at: 4, as: UInt32.self))
        count = payload.count
    }

    /// Whether a payload begins with the mark.
    static func isMarked(_ payload: Span<UInt8>) -> Bool {
        guard payload.count >= mark.count else { return false }
        for index in mark.indices where payload[index] != mark[index] { return false }
        return true
    }

    /// All of the header is there.
    var isWhole: Bool { announced.upperBound <= count }
    /// As many bytes as the header is said to have.
    var headerLength: Int { announced.count }

    /// What is there of the header, and of what follows it.
    package var header: Range<Int> { announced.clamped(to: 0..<count) }
    package var tail: Range<Int> { header.upperBound..<count }
}
