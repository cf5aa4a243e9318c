/// So few rows differ from all others that validation could not judge what is learnt from them.
struct NearlyConstant: ColumnRule {
    static let fewest = 5
    static let rows = 100

    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        guard column.sampled >= Self.rows, let mode = column.mode else { return nil }
        let others = table.sampledRows - mode.count
        guard others > 0, others < max(Self.fewest, table.sampledRows / 1000) else { return nil }
        return .leaveOut(
            column.kind == .text ? .categorical : column.kind,
            "all rows but \(others) have \(mode.value.text.visible())")
    }
}
