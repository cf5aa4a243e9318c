/// How the leaves of one tree are numbered so that few planes must be selected between.
///
/// A subtree whose children have codes of l and r bits gets codes of max(l, r) + 1: the predicate itself is the new
/// highest plane, min(l, r) planes are selected between, and what the longer child has beyond passes through, for the
/// leaves of the shorter child ignore these bits. So spare bits save selects. Where there are none to spare, a subtree is
/// numbered densely instead: its leaves one after another.
struct CodePlan {
    /// Bits that plans look at; codes of more are dense.
    let maximumBits: Int
    /// Selects that the subtree at a place takes with codes of k bits: `maximumBits` + 1 for each place.
    private(set) var costs: [UInt32] = []
    /// For each of them the children's bits, or `dense`, for codes that use all k bits; or `asBefore`.
    private(set) var choices: [UInt16] = []

    static let impossible = UInt32.max / 4
    static let dense: UInt16 = 0xffff
    static let asBefore: UInt16 = 0xfffe
    /// Every dense numbering looks at a whole subtree: in a chain that adds up to the square of its length.
    private static let maximumWork = 64

    init(maximumBits: Int) { self.maximumBits = maximumBits }

    /// Plans a tree; places count from its root.
    mutating func plan(_ tree: Int, of forest: Forest) {
        let start = forest.offsets[tree]
        let count = forest.offsets[tree + 1] - start
        let width = maximumBits + 1
        costs = [UInt32](repeating: 0, count: count * width)
        choices = [UInt16](repeating: Self.asBefore, count: count * width)
        var work = 0
        for place in start..<start + count where !forest.isLeaf(place) { work += Int(forest.leafCounts[place]) }
        let looksEverywhere = work <= Self.maximumWork * count
        for place in (0..<count).reversed() where !forest.isLeaf(start + place) {
            let left = (place + 1) * width
            let right = (Int(forest.rights[start + place]) - start) * width
            let denseBits = Self.bits(for: Int(forest.leafCounts[start + place]))
            let denseCost =
                (looksEverywhere || place == 0) && denseBits <= maximumBits
                ? Self.denseCost(of: start + place, in: forest) : Self.impossible
            var best = Self.impossible
            costs[place * width] = best
            for bits in 1...maximumBits {
                var choice = Self.asBefore
                for other in 0..<bits {
                    // One child has bits - 1, the other as many or fewer.
                    let a = costs[left + bits - 1] + costs[right + other] + UInt32(other)
                    if a < best { (best, choice) = (a, UInt16(bits - 1) | UInt16(other) << 8) }
                    let b = costs[left + other] + costs[right + bits - 1] + UInt32(other)
                    if b < best { (best, choice) = (b, UInt16(other) | UInt16(bits - 1) << 8) }
                }
                if bits == denseBits, denseCost < best { (best, choice) = (denseCost, Self.dense) }
                best = min(best, Self.impossible)
                costs[place * width + bits] = best
                choices[place * width + bits] = choice
            }
        }
    }

    /// Selects of the whole tree with codes of so many bits.
    func cost(bits: Int) -> Int { Int(costs[bits]) }

    static func bits(for leafCount: Int) -> Int {
        leafCount <= 1 ? 0 : Int.bitWidth - (leafCount - 1).leadingZeroBitCount
    }

    /// Selects of a dense numbering of the subtree at a place of the forest.
    private static func denseCost(of root: Int, in forest: Forest) -> UInt32 {
        var (cost, first, place) = (0, 0, root)
        let mask = 1 << bits(for: Int(forest.leafCounts[root])) - 1
        var leavesLeft = Int(forest.leafCounts[root])
        // In depth-first order a split's first leaf is the next leaf.
        while leavesLeft > 0 {
            if forest.isLeaf(place) {
                first += 1
                leavesLeft -= 1
            } else {
                let middle = first + Int(forest.leafCounts[place + 1])
                let left = DenseRange(first..<middle)
                let right = DenseRange(middle..<first + Int(forest.leafCounts[place]))
                cost += (mask & left.selects(against: right)).nonzeroBitCount
            }
            place += 1
        }
        return UInt32(cost)
    }
}

/// Codes of a densely numbered subtree: which of their bits vary, and the rest.
struct DenseRange {
    let varying: Int
    let constant: Int

    init(_ codes: Range<Int>) {
        let differing = codes.lowerBound ^ (codes.upperBound - 1)
        varying = differing == 0 ? 0 : 1 << (Int.bitWidth - differing.leadingZeroBitCount) - 1
        constant = codes.lowerBound & ~varying
    }

    /// Bits for which a split with this left and that right child needs a select: not those that are the same on both sides,
    /// nor those that are the predicate itself.
    func selects(against right: DenseRange) -> Int { varying | right.varying | (constant & ~right.constant) }
}
