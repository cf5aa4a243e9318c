import JSONBytes

/// Texts that were meant as numbers. It comes before the rule for keys: prices with a decimal comma nearly all differ, too.
struct NumberTexts: ColumnRule {
    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        guard column.content == .texts || column.content == nil, !ColumnName(column.name).isKey else { return nil }
        if Self.hasDecimalCommas(column) {
            return .leaveOut(
                .text, "numbers with a comma, such as \(column.values[0].text.visible()); write them with a point")
        }
        guard column.numbers * 10 >= column.present * 9, column.numbers < column.present else { return nil }
        let words = column.values.filter { $0.position == nil }.map { $0.text.visible(20) }
        let shown = words.prefix(3).joined(separator: ", ") + (words.count > 3 ? " …" : "")
        return .leaveOut(
            .text,
            "numbers, but \(column.present - column.numbers) cells have texts (\(shown)); empty them"
                + " in the table")
    }

    /// Whether every cell is a number once `,` is read as the decimal sign, and most are none before.
    private static func hasDecimalCommas(_ column: ColumnSummary) -> Bool {
        guard column.texts > 0 else { return false }
        return column.values.allSatisfy { value in
            if value.position != nil { return true }
            let bytes = value.text.utf8.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
            return DecimalNumber.parse(bytes.span) != nil
        }
    }
}
