import Evaluation
import ScoringModel

/// How much of the target one column tells by itself.
///
/// Rows are put into the column's order, and the target's differences between neighbours are compared with its variance
/// (Rice, 1984): 1 when neighbours always agree, about 0 when the column tells nothing. Classes count as vectors of 0 and 1.
/// Nothing is fitted, so that many different values can't make a column look better than it is.
struct TargetAlone {
    /// With fewer pairs of neighbours a high share would be an accident.
    static let pairs = 40

    /// Per sampled row the class, or NaN without a target.
    private let classes: [Double]
    private let isNumber: Bool
    private let variance: Double

    init(_ target: ColumnSummary, task: Task) {
        isNumber = task == .regression
        let isNumber = isNumber
        classes = target.codes.map { code in
            code < 0 ? .nan : isNumber ? target.values[Int(code)].position ?? .nan : Double(code)
        }
        let known = classes.filter { !$0.isNaN }
        if isNumber {
            let mean = known.reduce(0, +) / Double(max(1, known.count))
            variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
        } else {
            let shares = target.counts.map { Double($0) / Double(max(1, known.count)) }
            variance = 1 - shares.reduce(0) { $0 + $1 * $1 }
        }
    }

    /// Nil when there are too few rows to say.
    func share(toldBy column: ColumnSummary) -> Double? {
        let isOrdered = column.content == .numbers || column.content == .dates
        let rows = ordered(column, isOrdered: isOrdered)
        var pairs = 0
        var sum = 0.0
        for (one, other) in zip(rows, rows.dropFirst()) {
            // Categories have no order: only rows of one category are neighbours.
            if !isOrdered, column.codes[one] != column.codes[other] { continue }
            let difference = classes[one] - classes[other]
            sum += isNumber ? difference * difference / 2 : difference == 0 ? 0 : 1
            pairs += 1
        }
        guard pairs >= Self.pairs, variance > 0 else { return nil }
        return 1 - sum / Double(pairs) / variance
    }

    /// Rows with a target and a value; equal values in an order that has nothing to do with the file's, which may be sorted by
    /// the target.
    private func ordered(_ column: ColumnSummary, isOrdered: Bool) -> [Int] {
        var rows: [(key: Double, tie: UInt64, row: Int)] = []
        var random = SplitMix(seed: 0)
        for (row, code) in column.codes.enumerated() {
            let tie = random.next()
            guard code >= 0, !classes[row].isNaN else { continue }
            let key = isOrdered ? column.values[Int(code)].position ?? 0 : Double(code)
            rows.append((key, tie, row))
        }
        rows.sort { ($0.key, $0.tie) < ($1.key, $1.tie) }
        return rows.map(\.row)
    }
}
