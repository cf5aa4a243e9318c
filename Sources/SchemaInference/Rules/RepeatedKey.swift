/// The key of something that several rows are about: a customer, a patient, a machine.
struct RepeatedKey: ColumnRule {
    /// So few may be learnt as categories.
    static let categories = 20
    /// Rows that a value has at least, on average.
    static let repeats = 1.5

    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        guard Self.isGroup(column) else { return nil }
        guard column.values.count > Self.categories else {
            return .keep(.categorical, "a key that names \(column.values.count) things")
        }
        return .leaveOut(
            column.kind, "a key that names \(column.values.count) things, each in several rows: see split.by_group")
    }

    static func isGroup(_ column: ColumnSummary) -> Bool {
        guard ColumnName(column.name).isKey, column.values.count > 1 else { return false }
        guard column.content == .texts || (column.content == .numbers && column.isWhole) else { return false }
        return Double(column.sampled) >= repeats * Double(column.values.count)
    }
}
