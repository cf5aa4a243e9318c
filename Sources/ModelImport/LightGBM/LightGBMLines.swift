/// Ranges of the lines of a text, without their ends: LF, or CR LF where a file went through Windows.
struct LightGBMLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    mutating func next() -> Range<Int>? {
        guard position < end else { return nil }
        let start = position
        let stop = bytes[start..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
        position = Swift.min(stop + 1, end)
        let isReturned = stop > start && bytes[stop - 1] == UInt8(ascii: "\r")
        return start..<(isReturned ? stop - 1 : stop)
    }
}
