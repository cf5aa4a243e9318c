/// Dates: ISO 8601 becomes parts and distances, other spellings are left out, because day and month can't be told apart.
struct DateColumn: ColumnRule {
    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        if column.content == .dates { return Verdict(kind: .date, decision: .date, why: []) }
        guard column.content == .texts, !column.values.isEmpty, column.values.allSatisfy(Self.isForeign) else {
            return nil
        }
        let example = column.values[0].text.visible()
        return .leaveOut(.date, "dates like \(example) are not read; write them as 2020-12-31")
    }

    /// `31.12.2020`, `12/31/20`, `1/2/2020 10:15`.
    private static func isForeign(_ value: CellValue) -> Bool {
        let date = value.text.prefix { $0 != " " }
        for separator in ["/", ".", "-"] as [Character] {
            let parts = date.split(separator: separator, omittingEmptySubsequences: false)
            guard parts.count == 3,
                parts.allSatisfy({ (1...4).contains($0.utf8.count) && $0.allSatisfy(\.isWholeNumber) })
            else { continue }
            // 1.10.2 is a version.
            if separator == "/" || parts.contains(where: { $0.utf8.count == 4 }) { return true }
        }
        return false
    }
}
