/// Names → their positions, looked up by UTF-8 bytes without making a String.
///
/// Open addressing over a power of two at most half full. Names come from the model, lookups from jobs: a job can't
/// lengthen a probe chain.
struct NameTable: Sendable {
    private var slots: [Int32]
    private var offsets: [Int32] = [0]
    private var bytes: [UInt8] = []
    private let mask: Int

    /// A repeated name keeps its first position; `Model.validate` refuses such models before.
    init(_ names: [String]) {
        var capacity = 4
        while capacity < names.count * 2 { capacity *= 2 }
        slots = Array(repeating: -1, count: capacity)
        mask = capacity - 1
        for (position, name) in names.enumerated() {
            let utf8 = Array(name.utf8)
            bytes.append(contentsOf: utf8)
            offsets.append(Int32(bytes.count))
            var slot = Self.hash(utf8.span) & mask
            while slots[slot] >= 0, !matches(Int(slots[slot]), utf8.span) { slot = (slot + 1) & mask }
            if slots[slot] < 0 { slots[slot] = Int32(position) }
        }
    }

    /// Position of a name, or nil.
    func position(of name: Span<UInt8>) -> Int? {
        var slot = Self.hash(name) & mask
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if matches(position, name) { return position }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Position of the name that three parts make, or nil.
    func position(of first: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>) -> Int? {
        let hash = Self.extend(Self.extend(Self.extend(Self.emptyHash, first), second), third)
        var slot = Self.fold(hash) & mask
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            let name = name(position)
            if name.count == first.count + second.count + third.count,
                Self.equals(name.extracting(first: first.count), first),
                Self.equals(name.extracting(last: third.count), third),
                Self.equals(name.extracting(first.count..<first.count + second.count), second)
            {
                return position
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    @_lifetime(borrow self)
    func name(_ position: Int) -> Span<UInt8> {
        bytes.span.extracting(Int(offsets[position])..<Int(offsets[position + 1]))
    }

    /// Whether the name at `position` is `name`: lets a caller that expects an order skip the hash.
    func matches(_ position: Int, _ name: Span<UInt8>) -> Bool {
        let start = Int(offsets[position])
        guard Int(offsets[position + 1]) - start == name.count else { return false }
        for index in name.indices where bytes[start + index] != name[index] { return false }
        return true
    }

    private static func equals(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for index in one.indices where one[index] != other[index] { return false }
        return true
    }

    // MARK: FNV-1a

    private static let emptyHash: UInt64 = 0xcbf2_9ce4_8422_2325

    private static func extend(_ hash: UInt64, _ bytes: Span<UInt8>) -> UInt64 {
        var hash = hash
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return hash
    }

    private static func fold(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash ^ (hash >> 32)) }

    private static func hash(_ name: Span<UInt8>) -> Int { fold(extend(emptyHash, name)) }
}
