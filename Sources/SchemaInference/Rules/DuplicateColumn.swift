/// The same cells as another column, which stands further left or is the target.
struct DuplicateColumn: ColumnRule {
    /// Nil when no target is known.
    let target: ColumnSummary?

    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        let kind: ColumnFinding.Kind = column.kind == .text ? .categorical : column.kind
        if let target, column.hasSameCells(as: target) {
            return .leaveOut(kind, "it is the target itself under another name")
        }
        for other in table.columns {
            if other.name == column.name { return nil }
            if other.name != target?.name, column.hasSameCells(as: other) {
                return .leaveOut(kind, "the same as \(other.name.visible()) in every row")
            }
        }
        return nil
    }
}
