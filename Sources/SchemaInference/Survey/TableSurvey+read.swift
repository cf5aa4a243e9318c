import Tables

extension TableSurvey {
    /// Reads a whole file: every cell is looked at, and a spread sample of the rows is kept.
    package static func read(_ path: String) throws(SchemaError) -> TableSurvey {
        let survey: TableSurvey
        do throws(TableError) { survey = try scan(path) } catch { throw SchemaError(.work, "\(error)") }
        guard !survey.columns.isEmpty else {
            throw SchemaError(.work, "\(path) is JSON Lines; a schema is inferred from a CSV or TSV file")
        }
        guard survey.rowCount > 0 else { throw SchemaError(.work, "\(path) has a header but no rows") }
        return survey
    }

    private static func scan(_ path: String) throws(TableError) -> TableSurvey {
        var reader = try TableReader.open(path)
        var survey = TableSurvey(path: path, columns: reader.columns)
        while !reader.columns.isEmpty, try reader.next() {
            survey.beginRow()
            for column in survey.columns.indices { survey.take(reader.field(at: column), column: column) }
        }
        survey.settle()
        return survey
    }
}
