/// Ranges of the words of a line, which one or more spaces part.
struct LightGBMWords: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    mutating func next() -> Range<Int>? {
        let space = UInt8(ascii: " ")
        while position < end, bytes[position] == space { position += 1 }
        guard position < end else { return nil }
        let start = position
        while position < end, bytes[position] != space { position += 1 }
        return start..<position
    }
}
