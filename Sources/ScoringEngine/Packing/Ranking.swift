import CScoringKernels

/// How the values of one feature are ranked among its cuts; BlockNumbers.h has the counterpart of each method.
struct Ranking {
    /// Fewer comparisons than this are cheaper than a binary search.
    private static let maximumFixups = 4
    private static let maximumBucketCount = 1 << 13

    var method = scoreline_rank_search
    var bucketCount = 0
    var fixups = 0
    var origin = 0.0
    var scale = 0.0
    var keyOrigin: UInt64 = 0
    var keyShift = 0
    /// Cuts in earlier buckets, by bucket.
    var starts: [UInt16] = []

    /// Of ascending cuts, at least one, at most 65 535; all values of `Number`.
    init<Number: RankedNumber>(_ cuts: [Double], as _: Number.Type) {
        var count = 16
        while count < 4 * cuts.count, count < Self.maximumBucketCount { count *= 2 }
        let candidates = [Self.affine(cuts, count, as: Number.self), Self.bits(cuts, count, as: Number.self)]
        let best = candidates.compactMap { $0 }.min { $0.fixups < $1.fixups }
        if let best, best.fixups <= Self.maximumFixups { self = best }
    }

    private init() {}

    private static func affine<Number: RankedNumber>(_ cuts: [Double], _ count: Int, as _: Number.Type) -> Ranking? {
        guard let first = cuts.first(where: \.isFinite), let last = cuts.last(where: \.isFinite) else { return nil }
        let (origin, span) = (Number(first), Number(last) - Number(first))
        let scale = span == 0 ? 1 : Number(count - 1) / span
        // Else a bucket could be 0 × ∞.
        guard scale.isNormal else { return nil }
        var ranking = Ranking()
        ranking.method = scoreline_rank_affine
        ranking.origin = Double(origin)
        ranking.scale = Double(scale)
        let largest = Number(count - 1)
        ranking.count(cuts, into: count) { cut in
            let y = (Number(cut) - origin) * scale
            return Int(min(y > 0 ? y : 0, largest))
        }
        return ranking
    }

    private static func bits<Number: RankedNumber>(_ cuts: [Double], _ count: Int, as _: Number.Type) -> Ranking? {
        let keys = cuts.map { Number($0).orderedBits }
        guard let first = keys.first, let last = keys.last else { return nil }
        var ranking = Ranking()
        ranking.method = scoreline_rank_bits
        ranking.keyOrigin = first
        while (last - first) >> UInt64(ranking.keyShift) >= UInt64(count) { ranking.keyShift += 1 }
        let shift = UInt64(ranking.keyShift)
        ranking.count(cuts, into: count) { cut in Int((Number(cut).orderedBits - first) >> shift) }
        return ranking
    }

    private mutating func count(_ cuts: [Double], into bucketCount: Int, bucket: (Double) -> Int) {
        self.bucketCount = bucketCount
        var counts = [Int](repeating: 0, count: bucketCount)
        for cut in cuts { counts[bucket(cut)] += 1 }
        var start = 0
        for count in counts {
            starts.append(UInt16(start))
            start += count
            fixups = max(fixups, count)
        }
    }
}

/// Float and Double.
protocol RankedNumber: BinaryFloatingPoint {
    /// Order as the values do; both zeros have the same.
    var orderedBits: UInt64 { get }
}

extension Float: RankedNumber {
    var orderedBits: UInt64 {
        let bits = (self + 0).bitPattern
        return UInt64(bits >> 31 == 1 ? ~bits : bits | 1 << 31)
    }
}

extension Double: RankedNumber {
    var orderedBits: UInt64 {
        let bits = (self + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }
}
