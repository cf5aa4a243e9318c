/// What is left: numbers, booleans, and texts that are categories or too many for it.
struct CellMixture: ColumnRule {
    /// As many categories as the trainer takes without being told to.
    static let categories = 256

    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        if column.content == .numbers { return .keep(.numeric) }
        if column.content == .booleans { return .keep(.boolean) }
        let distinct = column.values.count
        guard distinct <= Self.categories, distinct <= 20 || distinct * 2 <= column.sampled else {
            return .leaveOut(.text, "\(distinct) different texts in \(column.sampled) rows: too many for categories")
        }
        return .keep(.categorical)
    }
}
