/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers from the same seed, on every machine and in every release of
/// Swift, which the standard library's shuffle does not promise.
package struct SplitMix: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    /// From 0 to below 1.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number below `bound`; the bias of at most `bound` / 2^64 does not matter here.
    package mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Fisher and Yates.
    package mutating func shuffle(_ elements: inout [Int]) {
        var last = elements.count - 1
        while last > 0 {
            elements.swapAt(last, next(below: last + 1))
            last -= 1
        }
    }

    /// `count` of the positions below `bound`, ascending, each as likely as the others; all when there are no more.
    package mutating func positions(_ count: Int, below bound: Int) -> [Int] {
        guard count < bound else { return Array(0..<bound) }
        // Knuth's algorithm S: one pass, no memory beside the answer.
        var chosen: [Int] = []
        chosen.reserveCapacity(count)
        for position in 0..<bound where next(below: bound - position) < count - chosen.count { chosen.append(position) }
        return chosen
    }
}
