import JSONBytes
import ScoringModel
package import TrainingData

/// Rows with what the library itself makes of them, given at import: proof that the model was understood.
///
/// Beside the features the CSV has the library's margins, its predictions, or both. Names of columns end in `_` and the
/// output's number or class label where there are several.
package struct GoldenTable: Sendable {
    private static let rowLimit = 10_000

    let table: DataTable

    package static func read(
        _ path: String, progress: @escaping (DataProgress) -> Void = { _ in }
    ) throws(TrainingError) -> GoldenTable {
        let table = try DataTable.read(DataReader(DataChoices(file: path), progress: progress))
        guard table.rowCount <= rowLimit else {
            throw TrainingError(.work, "\(path) has \(table.rowCount) rows; at most \(rowLimit) prove a model")
        }
        guard table.rowCount > 0 else { throw TrainingError(.work, "\(path) has no rows") }
        return GoldenTable(table: table)
    }

    /// All rows as the model sees them.
    func rows(for model: Model) throws(TrainingError) -> [Double] {
        let features = model.manifest.features
        let columns = try features.map { feature throws(TrainingError) in
            if let position = table.columns.firstIndex(of: feature.name) { return position }
            throw TrainingError(.work, "\(table.name) has no column \(feature.name), a feature of the model")
        }
        let encoder = RowEncoder(model.manifest)
        var rows: [Double] = []
        rows.reserveCapacity(table.rowCount * features.count)
        for row in 0..<table.rowCount {
            do throws(RowError) {
                for (position, column) in columns.enumerated() {
                    rows.append(try encoder.encode(field: table.cell(row: row, column: column).span, at: position))
                }
            } catch { throw table.failure(row: row, "the row \(error.problem)") }
        }
        return rows
    }

    /// Per output, one element for each, the column with its values under one of some names, where there is one.
    ///
    /// Either all ends are labels, or all are numbers: labels may be numbers too. A single output may leave out its end.
    func columns(_ names: [String], outputs: Int, labels: [String]) -> [Int?] {
        func positions(_ ends: [String]) -> [Int?] {
            ends.map { end in table.columns.firstIndex { column in names.contains { column == $0 + end } } }
        }
        var choice = positions((0..<outputs).map { "_\($0)" })
        func found(_ choice: [Int?]) -> Int { choice.count { $0 != nil } }
        let byLabel = labels.count == outputs ? positions(labels.map { "_\($0)" }) : choice
        if found(byLabel) >= found(choice) { choice = byLabel }
        if outputs == 1, found(choice) == 0 { choice = positions([""]) }
        return choice
    }

    /// The numbers of some columns, row by row, rounded to the model's precision.
    func numbers(_ columns: [Int], _ precision: Precision) throws(TrainingError) -> [Double] {
        var numbers: [Double] = []
        for row in 0..<table.rowCount {
            for column in columns {
                guard let number = table.number(row: row, column: column), precision.rounded(number).isFinite else {
                    throw table.failure(row: row, "\(table.columns[column]) must be a number")
                }
                numbers.append(precision.rounded(number))
            }
        }
        return numbers
    }
}
