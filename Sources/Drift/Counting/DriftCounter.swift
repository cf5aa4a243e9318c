import ScoringModel

/// Counts rows against a reference. One owner at a time.
package struct DriftCounter: Sendable {
    private enum Bins: Sendable {
        case edges([Double])
        /// The codes 0 to count - 1.
        case firstCodes(Int)
        case codes([Double])
    }

    private struct Column: Sendable {
        let position: Int
        let bins: Bins
        let mean: Double?
        let range: ClosedRange<Double>?
        /// Codes that are in no bin of their own were never seen in training.
        let knowsAllCodes: Bool

        init(_ column: DriftReference.Column) {
            position = column.position
            let isCategorical = column.kind == .categorical
            mean = isCategorical ? nil : column.statistics.mean ?? 0
            if column.kind == .numeric, let minimum = column.statistics.minimum,
                let maximum = column.statistics.maximum,
                minimum <= maximum
            {
                range = Double(minimum)...Double(maximum)
            } else {
                range = nil
            }
            switch column.histogram.bins {
            case .edges(let edges): bins = .edges(edges.map(Double.init))
            case .codes(let codes) where codes == Array(codes.indices): bins = .firstCodes(codes.count)
            case .codes(let codes): bins = .codes(codes.map(Double.init))
            }
            // Names that have a code are known, whether or not training had a row of them.
            knowsAllCodes = isCategorical && !column.hasNames && column.histogram.counts.last == 0
        }
    }

    package let reference: DriftReference
    private let columns: [Column]
    private let scoreEdges: [Double]
    /// What was counted since it was taken last.
    package private(set) var counts: DriftCounts

    package init(_ reference: DriftReference) {
        self.reference = reference
        columns = reference.columns.map(Column.init)
        if case .edges(let edges) = reference.scores?.histogram?.bins {
            scoreEdges = edges.map(Double.init)
        } else {
            scoreEdges = []
        }
        counts = DriftCounts(reference)
    }

    /// Begins anew and gives what was counted.
    package mutating func take() -> DriftCounts {
        let taken = counts
        counts = DriftCounts(reference)
        return taken
    }

    /// Notes that rows were scored, whether or not they are looked at.
    package mutating func noteScored(_ rows: Int) { counts.scored += rows }

    /// Counts encoded rows, row-major, `width` a row, at these places.
    package mutating func add(_ rows: Span<Double>, width: Int, at places: [Int]) {
        counts.rows += places.count
        for index in columns.indices { add(rows, width, places, index) }
    }

    /// Counts what a row was answered; `label` is nil where there are none.
    package mutating func add(score: Double, label: Int?) {
        if !counts.scores.isEmpty { counts.scores[Self.bin(score, scoreEdges)] += 1 }
        if let label, counts.labels.indices.contains(label) { counts.labels[label] += 1 }
    }

    private mutating func add(_ rows: Span<Double>, _ width: Int, _ places: [Int], _ index: Int) {
        let column = columns[index]
        // Out of the array while it is counted, so that each addition finds an array of its own.
        var seen = DriftCounts.Column(bins: [])
        swap(&seen, &counts.columns[index])
        for place in places {
            let value = rows[place * width + column.position]
            if value.isNaN {
                seen.missing += 1
                if value.bitPattern == RowEncoder.unseenCategory.bitPattern { seen.unseen += 1 }
                continue
            }
            if let range = column.range, !range.contains(value) { seen.outside += 1 }
            if let mean = column.mean {
                seen.sum += value - mean
                seen.squares += (value - mean) * (value - mean)
            }
            let bin: Int
            switch column.bins {
            case .edges(let edges): bin = Self.bin(value, edges)
            case .firstCodes(let count): bin = value >= 0 && value < Double(count) ? Int(value) : count
            case .codes(let codes): bin = codes.firstIndex(of: value.rounded(.towardZero)) ?? codes.count
            }
            seen.bins[bin] += 1
            if column.knowsAllCodes, bin == seen.bins.count - 1 { seen.unseen += 1 }
        }
        swap(&seen, &counts.columns[index])
    }

    /// Without a branch: few edges, in no order that a processor could foresee.
    @inline(__always)
    private static func bin(_ value: Double, _ edges: [Double]) -> Int {
        var bin = 0
        for edge in edges { bin += value >= edge ? 1 : 0 }
        return bin
    }
}
