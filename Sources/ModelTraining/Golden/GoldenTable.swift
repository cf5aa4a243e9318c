import JSONBytes
import ScoringEngine
import ScoringModel
import TrainingData

/// Rows with the library's own margins, given at import: proof that the model was understood.
package struct GoldenTable: Sendable {
    private static let rowLimit = 10_000
    /// Differences that come of printing margins with few digits, as a part of the largest margin.
    private static let tolerance = 1e-5

    private let table: DataTable

    package static func read(_ path: String) throws(TrainingError) -> GoldenTable {
        let table = try DataTable.read(DataReader(DataChoices(file: path)))
        guard table.rowCount <= rowLimit else {
            throw TrainingError(.work, "\(path) has \(table.rowCount) rows; at most \(rowLimit) prove a model")
        }
        return GoldenTable(table: table)
    }

    /// The rows, at least as many as a model file needs (a short table is repeated), and the tolerance within which the
    /// engine gives their margins.
    func rows(
        for predictor: Predictor, _ features: [Feature], labels: [String]
    ) throws(TrainingError) -> (golden: GoldenRows, tolerance: Float) {
        let columns = try features.map { feature throws(TrainingError) in try column([feature.name]) }
        let marginColumns = try (0..<predictor.groupCount).map { group throws(TrainingError) in
            if predictor.groupCount == 1 { return try column(["margin"]) }
            return try column(["margin_\(group)"] + (labels.indices.contains(group) ? ["margin_" + labels[group]] : []))
        }
        let encoder = RowEncoder(features: features, precision: predictor.precision)
        var rows: [Double] = []
        var margins: [Double] = []
        for row in 0..<table.rowCount {
            do throws(RowError) {
                for (position, column) in columns.enumerated() {
                    rows.append(try encoder.encode(field: table.cell(row: row, column: column).span, at: position))
                }
            } catch { throw table.failure(row: row, "the row \(error.problem)") }
            for column in marginColumns {
                guard let number = DecimalNumber.parse(table.cell(row: row, column: column).span),
                    predictor.precision.rounded(number).isFinite
                else {
                    throw table.failure(row: row, "\(table.columns[column]) must be a number")
                }
                margins.append(predictor.precision.rounded(number))
            }
        }
        let tolerance = try check(predictor, rows, margins, featureCount: features.count)
        let repeats = (GoldenRows.minimumCount + table.rowCount - 1) / table.rowCount
        return (
            GoldenRows(
                rows: Array(repeatElement(rows, count: repeats).joined()),
                expected: Array(repeatElement(margins, count: repeats).joined()), count: table.rowCount * repeats),
            tolerance
        )
    }

    /// 0 when the engine gives every margin to the bit.
    private func check(
        _ predictor: Predictor, _ rows: [Double], _ margins: [Double], featureCount: Int
    ) throws(TrainingError) -> Float {
        var found: [Double] = []
        BatchScorer(predictor, featureCount: featureCount).score(rows.span, into: &found)
        /// With the digits of its precision.
        func text(_ margin: Double) -> String {
            predictor.precision == .float32 ? "\(Float(margin))" : "\(margin)"
        }
        let allowed = Self.tolerance * margins.reduce(1) { max($0, $1.magnitude) }
        for (index, (mine, theirs)) in zip(found, margins).enumerated() where !((mine - theirs).magnitude <= allowed) {
            throw table.failure(
                row: index / predictor.groupCount,
                "the engine gives the margin \(text(mine)), the table says \(text(theirs)); nothing was written")
        }
        return found == margins ? 0 : Float(allowed).nextUp
    }

    private func column(_ names: [String]) throws(TrainingError) -> Int {
        if let position = table.columns.firstIndex(where: names.contains) { return position }
        throw TrainingError(.work, "\(table.name) has no column \(names.joined(separator: " or "))")
    }
}
