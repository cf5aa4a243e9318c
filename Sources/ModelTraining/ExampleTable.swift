import ScoringModel
import TrainingData

/// Encoded examples, as training, scoring and golden rows see them.
struct ExampleTable: Sendable {
    let featureCount: Int
    /// Row-major, one line per example; NaN is missing.
    let rows: [Float]
    let targets: [Float]

    var count: Int { targets.count }

    /// Encodes the rows that have a target. Every cell goes through the encoder that the worker uses.
    init(_ table: DataTable, _ schema: FeatureSchema, _ target: TargetColumn) throws(TrainingError) {
        let encoder = RowEncoder(features: schema.features)
        featureCount = schema.features.count
        targets = target.values
        var rows: [Float] = []
        rows.reserveCapacity(target.rows.count * schema.features.count)
        var scratch: [UInt8] = []
        for row in target.rows {
            do throws(RowError) {
                for (position, column) in schema.columns.enumerated() {
                    rows.append(
                        try encoder.encode(table, row: row, column: column, at: position, scratch: &scratch))
                }
                try encoder.check(rows.span.extracting(last: schema.columns.count))
            } catch { throw table.failure(row: row, "the row \(error.problem)") }
        }
        self.rows = rows
    }

    init(featureCount: Int, rows: [Float], targets: [Float]) {
        self.featureCount = featureCount
        self.rows = rows
        self.targets = targets
    }

    /// The examples at these positions, in their order.
    init(_ examples: ExampleTable, at positions: [Int]) {
        var rows: [Float] = []
        rows.reserveCapacity(positions.count * examples.featureCount)
        for position in positions { rows += examples.row(position) }
        self.init(featureCount: examples.featureCount, rows: rows, targets: positions.map { examples.targets[$0] })
    }

    func row(_ position: Int) -> ArraySlice<Float> {
        rows[(position * featureCount)..<((position + 1) * featureCount)]
    }
}
