import ScoringModel

/// What was seen of some rows, column by column, for a comparison with a `DriftReference`.
///
/// Every number is a sum, so that the counts of several lanes, workers and windows can be added up.
package struct DriftCounts: Sendable, Equatable {
    package struct Column: Sendable, Equatable {
        package var missing = 0
        /// Of a categorical feature: categories that training never saw. Where they have names, they are among the missing
        /// too: the model takes them so.
        package var unseen = 0
        /// Of a numeric feature: values outside of the range of training.
        package var outside = 0
        /// Sum of value - training's mean, and of its square, over the values that are not missing; 0 of a categorical
        /// feature.
        package var sum = 0.0
        package var squares = 0.0
        /// As many as the reference has.
        package var bins: [Int]

        package init(bins: [Int]) { self.bins = bins }
    }

    /// Rows that were scored.
    package var scored = 0
    /// Rows that were looked at.
    package var rows = 0
    package var columns: [Column]
    package var scores: [Int]
    package var labels: [Int]

    /// Nothing yet, in the shape of a reference.
    package init(_ reference: DriftReference) {
        columns = reference.columns.map { Column(bins: Array(repeating: 0, count: $0.histogram.bins.count)) }
        scores = Array(repeating: 0, count: reference.scores?.histogram?.bins.count ?? 0)
        labels = Array(repeating: 0, count: reference.scores?.labels.count ?? 0)
    }

    /// Whether both have the shape of the same reference.
    package func hasShape(of other: DriftCounts) -> Bool {
        columns.count == other.columns.count && scores.count == other.scores.count
            && labels.count == other.labels.count
            && zip(columns, other.columns).allSatisfy { $0.bins.count == $1.bins.count }
    }

    /// Adds counts of the same shape.
    package mutating func add(_ other: DriftCounts) {
        precondition(hasShape(of: other), "counts of one reference")
        scored += other.scored
        rows += other.rows
        for index in columns.indices { columns[index].add(other.columns[index]) }
        for index in scores.indices { scores[index] += other.scores[index] }
        for index in labels.indices { labels[index] += other.labels[index] }
    }
}

extension DriftCounts.Column {
    fileprivate mutating func add(_ other: DriftCounts.Column) {
        missing += other.missing
        unseen += other.unseen
        outside += other.outside
        sum += other.sum
        squares += other.squares
        for index in bins.indices { bins[index] += other.bins[index] }
    }
}
