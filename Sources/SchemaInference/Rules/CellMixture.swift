import JSONBytes

/// Numbers with texts among them, and texts that are categories or too many for it.
struct CellMixture: ColumnRule {
    /// As many categories as the trainer takes without being told to.
    static let categories = 256

    func verdict(on column: ColumnSummary, in table: TableSurvey) -> Verdict? {
        if column.content == .numbers { return .keep(.numeric) }
        if column.content == .booleans { return .keep(.boolean) }
        if column.content != .numbers, Self.hasDecimalCommas(column) {
            return .leaveOut(
                .text, "numbers with a comma, such as \(column.values[0].text.visible()); write them with a point")
        }
        if column.numbers * 10 >= column.present * 9, column.numbers < column.present {
            let words = column.values.filter { $0.position == nil }.map { $0.text.visible(20) }
            let shown = words.prefix(3).joined(separator: ", ") + (words.count > 3 ? " …" : "")
            return .leaveOut(
                .text,
                "numbers, but \(column.present - column.numbers) cells have texts (\(shown)); empty them in the table")
        }
        let distinct = column.values.count
        guard distinct <= Self.categories, distinct <= 20 || distinct * 2 <= column.sampled else {
            return .leaveOut(.text, "\(distinct) different texts in \(column.sampled) rows: too many for categories")
        }
        return .keep(.categorical)
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
