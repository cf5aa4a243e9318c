import ScoringModel

/// Encoded examples of one part, as training, scoring and golden rows see them.
package struct ExampleTable: Sendable {
    /// The model's columns.
    package let columnCount: Int
    /// Row-major, one line per example; NaN is missing.
    package let rows: [Float]
    package let targets: [Float]
    /// From the recipe's `weight`; nil where all count the same.
    package let weights: [Float]?
    /// Where each example stands.
    package let places: [RowPlace]

    package var count: Int { targets.count }

    init(columnCount: Int, rows: [Float], targets: [Float], weights: [Float]? = nil, places: [RowPlace] = []) {
        self.columnCount = columnCount
        self.rows = rows
        self.targets = targets
        self.weights = weights
        self.places = places
    }

    /// The examples at these positions, in their order.
    func examples(at positions: [Int]) -> ExampleTable {
        var rows: [Float] = []
        rows.reserveCapacity(positions.count * columnCount)
        for position in positions { rows += row(position) }
        return ExampleTable(
            columnCount: columnCount, rows: rows, targets: positions.map { targets[$0] },
            weights: weights.map { weights in positions.map { weights[$0] } }, places: positions.map { places[$0] })
    }

    func row(_ position: Int) -> ArraySlice<Float> {
        rows[(position * columnCount)..<((position + 1) * columnCount)]
    }
}

/// Where a row of the data stands.
package struct RowPlace: Sendable, Equatable {
    /// Number of the file, in the order of `TrainedModel.files`.
    package var file: Int32
    /// Line on which the row starts, from 1.
    package var line: Int32
}
