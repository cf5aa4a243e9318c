/// Different texts and their numbers in order of first appearance.
struct TextDictionary: Sendable {
    private var bytes: [UInt8] = []
    /// End of each text in `bytes`.
    private var ends: [Int] = []
    /// Open addressing, at most half full: a text's number plus one, 0 where nothing is.
    private var slots: [UInt32] = []

    var count: Int { ends.count }
    /// Bytes of memory.
    var size: Int { bytes.count + ends.count * 8 + slots.count * 4 }

    subscript(index: Int) -> Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span.extracting(range(index)) }
    }

    /// The number of a text, a new one where it is new.
    mutating func index(of text: Span<UInt8>) -> Int {
        if (ends.count + 1) * 2 > slots.count { grow() }
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if matches(index, text) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        ends.append(bytes.count)
        slots[slot] = UInt32(ends.count)
        return ends.count - 1
    }

    /// Frees what only `index(of:)` needs.
    mutating func freeze() { slots = [] }

    private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    private func matches(_ index: Int, _ text: Span<UInt8>) -> Bool {
        let range = range(index)
        guard range.count == text.count else { return false }
        var position = range.lowerBound
        for index in text.indices {
            if bytes[position] != text[index] { return false }
            position += 1
        }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: max(16, slots.count * 2))
        for index in ends.indices {
            var slot = Self.hash(self[index]) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index + 1)
        }
    }

    /// The standard library's, whose seed is another in every process: a table can't be made to collide.
    private static func hash(_ text: Span<UInt8>) -> Int {
        var hasher = Hasher()
        unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
