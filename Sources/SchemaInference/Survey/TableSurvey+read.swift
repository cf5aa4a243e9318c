package import TrainingData

extension TableSurvey {
    /// Reads a whole file: every cell is looked at, and a spread sample of the rows is kept.
    package static func read(
        _ path: String, progress: @escaping (DataProgress) -> Void = { _ in }
    ) throws(SchemaError) -> TableSurvey {
        let table: DataTable
        do throws(DataError) { table = try DataReader(DataChoices(file: path), progress: progress).read() } catch {
            throw SchemaError(.work, "\(error)")
        }
        var survey = TableSurvey(path: path, columns: table.columns)
        var cell: [UInt8] = []
        for row in 0..<table.rowCount {
            survey.beginRow()
            for column in table.columns.indices {
                cell.removeAll(keepingCapacity: true)
                table.append(row: row, column: column, to: &cell)
                survey.take(cell.span, column: column)
            }
        }
        survey.settle()
        return survey
    }
}
