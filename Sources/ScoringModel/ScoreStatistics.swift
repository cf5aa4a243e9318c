/// What a model answered to the rows that judged it, for a comparison with what it answers later.
package struct ScoreStatistics: Sendable, Equatable {
    /// Rows that were scored.
    package var count: Int
    /// Of the score: the positive class's of a `binary` model, the largest value of a `multiclass` one, else the prediction.
    /// Nil for several targets.
    package var histogram: BinnedCounts?
    /// How many rows were given each class label; empty for other tasks than classification.
    package var labels: [Int]

    package init(count: Int, histogram: BinnedCounts? = nil, labels: [Int] = []) {
        self.count = count
        self.histogram = histogram
        self.labels = labels
    }

    package func validate(_ classLabels: [String]) throws(ModelError) {
        guard count >= 0 else { throw ModelError("the score statistics count \(count) rows") }
        if let histogram {
            guard case .edges = histogram.bins else {
                throw ModelError("the histogram of the scores has codes, expected edges")
            }
            try histogram.validate("the histogram of the scores", total: count)
        }
        guard labels.isEmpty || labels.count == classLabels.count else {
            throw ModelError(
                "the score statistics count \(labels.count) labels, expected \(classLabels.count)")
        }
        guard labels.isEmpty || (labels.allSatisfy { $0 >= 0 } && BinnedCounts.sum(labels) == count) else {
            throw ModelError("the score statistics have counts of labels that do not add up to \(count)")
        }
    }
}
