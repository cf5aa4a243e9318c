/// Nothing in it, or the same in every row: nothing can be learnt from it.
struct EmptyColumn: ColumnRule {
    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        guard column.present > 0 else { return .leaveOut(.empty, "no row has a value") }
        guard column.values.count <= 1, let only = column.mode?.value.text else { return nil }
        if column.missing == 0 { return .leaveOut(column.kind, "every row has \(only.visible())") }
        let kind: ColumnFinding.Kind = column.kind == .text ? .categorical : column.kind
        guard kind != .date else { return .leaveOut(.date, "every row has \(only.visible()) or nothing") }
        return .keep(kind, "\(only.visible()) is its only value: all it tells is whether there is one")
    }
}
