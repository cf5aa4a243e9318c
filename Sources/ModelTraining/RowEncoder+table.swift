import ScoringModel
import TrainingData

extension RowEncoder {
    /// Appends the code of a table's cell, as it would be from the cell's text. `scratch` is memory to use again.
    func encode(
        _ table: DataTable, row: Int, column: Int, at position: Int, scratch: inout [UInt8]
    ) throws(RowError) -> Float {
        if features[position].kind != .categorical, let number = table.decimal(row: row, column: column) {
            return try encode(number: number, at: position)
        }
        scratch.removeAll(keepingCapacity: true)
        table.append(row: row, column: column, to: &scratch)
        return try encode(field: scratch.span, at: position)
    }
}
