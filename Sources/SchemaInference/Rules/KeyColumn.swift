/// Names or numbers of the rows themselves: a model that learns them knows nothing about new rows.
struct KeyColumn: ColumnRule {
    /// With fewer rows, different cells are no sign of a key.
    static let rows = 20

    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        let distinct = column.values.count
        let isUnique = distinct == column.sampled && column.missing == 0
        let isNamed = ColumnName(column.name).isKey
        switch column.content {
        case .numbers:
            guard isUnique, column.isWhole, distinct >= (isNamed ? 3 : Self.rows) else { return nil }
            if isNamed { return .leaveOut(.numeric, "every row has its own number, and the name says key") }
            guard countsRows(column) else { return nil }
            return .leaveOut(.numeric, "it numbers the rows")
        case .texts:
            guard distinct * 20 >= column.sampled * 19, column.sampled >= (isNamed ? 3 : Self.rows) else { return nil }
            return .leaveOut(.text, "\(distinct) of \(column.sampled) texts differ: a key or free text")
        case .booleans, .dates, nil: return nil
        }
    }

    /// 0, 1, 2 … or 1, 2, 3 …: of a year or a temperature that begins elsewhere it would be a coincidence.
    private func countsRows(_ column: ColumnSummary) -> Bool {
        let numbers = column.values.compactMap(\.position)
        guard let first = numbers.first, first == 0 || first == 1, numbers.count > 1 else { return false }
        let step = numbers[1] - first
        return step >= 1 && zip(numbers, numbers.dropFirst()).allSatisfy { $1 - $0 == step }
    }
}
