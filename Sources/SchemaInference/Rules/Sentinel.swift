import JSONBytes

/// A number that stands for *missing*: -999 among ages.
struct Sentinel: Sendable, Equatable {
    let value: Float
    /// Sampled rows that have it.
    let count: Int
    /// The evidence, for people.
    let why: String

    private static let candidates: [Double] = [
        -1, -9, -99, -999, -9999, -99_999, -999_999, -1e9, 99, 999, 9999, 99_999, 999_999, 9_999_999, 1e9,
    ]
    /// With fewer other values nothing sticks out.
    private static let otherValues = 10

    /// The most frequent candidate that lies apart from everything else in the column.
    static func find(in column: ColumnSummary) -> Sentinel? {
        guard column.content == .numbers else { return nil }
        return candidates.compactMap { sentinel($0, column) }.max { $0.count < $1.count }
    }

    private static func sentinel(_ candidate: Double, _ column: ColumnSummary) -> Sentinel? {
        var others: [Double] = []
        var count = 0
        var otherMode = 0
        for (value, rows) in zip(column.values, column.counts) {
            guard let number = value.position else { return nil }
            if number == candidate {
                count += rows
            } else if !candidates.contains(number) {
                others.append(number)
                otherMode = max(otherMode, rows)
            }
        }
        guard count >= 2, others.count >= otherValues, let low = others.min(), let high = others.max() else {
            return nil
        }
        let isFar = candidate < low - (high - low) || candidate > high + (high - low)
        // -1 is next to 0, so distance says nothing: that no other number is negative, and none is as frequent, does.
        let isOdd = candidate == -1 && low >= 0 && count >= 2 * otherMode && count >= 5
        guard isFar || isOdd else { return nil }
        let shown = DecimalNumber.shortest(candidate)
        return Sentinel(
            value: Float(candidate), count: count,
            why: "\(shown) means missing: \(count) rows have it, all others lie between "
                + "\(DecimalNumber.shortest(low)) and \(DecimalNumber.shortest(high))")
    }
}
