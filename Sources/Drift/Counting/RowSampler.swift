/// Chooses rows at a bounded rate: all of them while there are few, else every k-th of a batch, from a random one on.
///
/// The rate is a bucket of rows that fills with time, so that the share adapts itself to the load. Where jobs have rows
/// in an order of their own, a fixed first row would always be the same kind of row.
package struct RowSampler: Sendable {
    /// More rows a second say nothing more about a distribution.
    private static let maximumRate = 2_000.0
    /// Comparisons a second, a fraction of a per cent of a core.
    private static let budget = 2_000_000.0

    /// Rows a second.
    package let rate: Double
    private var available: Double
    private var last: ContinuousClock.Instant?
    private var random: UInt64

    /// `rowCost` is `DriftReference.rowCost`.
    package init(rowCost: Int, seed: UInt64) {
        rate = min(Self.maximumRate, Self.budget / Double(max(1, rowCost)))
        available = 2 * rate
        random = seed
    }

    /// Puts the places of the chosen rows of a batch into `places`, rising; leaves out those that failed.
    package mutating func choose(
        _ hasFailed: [Bool], at now: ContinuousClock.Instant, into places: inout [Int]
    ) {
        places.removeAll(keepingCapacity: true)
        if let last { available = min(2 * rate, available + rate * (max(.zero, now - last) / .seconds(1))) }
        last = now
        guard available >= 1, !hasFailed.isEmpty else { return }
        let step = (hasFailed.count + Int(available) - 1) / Int(available)
        for place in stride(from: firstPlace(below: step), to: hasFailed.count, by: step) where !hasFailed[place] {
            places.append(place)
        }
        available -= Double(places.count)
    }

    /// SplitMix64.
    private mutating func firstPlace(below step: Int) -> Int {
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(step))
    }
}
