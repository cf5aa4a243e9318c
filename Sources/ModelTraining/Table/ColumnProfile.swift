import JSONBytes
import ScoringModel

/// What the cells of one column look like.
struct ColumnProfile: Sendable, Equatable {
    var missing = 0
    var numbers = 0
    var booleans = 0
    var texts = 0
    /// Texts that are dates.
    var dates = 0
    /// A row whose cell is neither missing nor a number.
    var firstText: Int?
    /// Different cells that are not missing: numbers in ascending order when all are, else in the order of their bytes.
    var values: [String] = []

    var present: Int { numbers + booleans + texts }

    init(_ table: TrainingTable, column: Int) {
        // By bytes, as the encoder looks names up: two spellings of one accented letter are two texts.
        var different: Set<[UInt8]> = []
        for row in 0..<table.rowCount {
            let cell = table.cell(row: row, column: column)
            if MissingWords.contains(cell.span) {
                missing += 1
                continue
            }
            if DecimalNumber.parse(cell.span) != nil {
                numbers += 1
            } else {
                if BooleanWords.value(of: cell.span) != nil { booleans += 1 } else { texts += 1 }
                if DateText.parse(cell.span) != nil { dates += 1 }
                if firstText == nil { firstText = row }
            }
            different.insert(cell)
        }
        let isNumeric = booleans + texts == 0
        let ascending = different.sorted { left, right in
            if isNumeric, let first = DecimalNumber.parse(left.span), let second = DecimalNumber.parse(right.span),
                first != second
            {
                return first < second
            }
            return left.lexicographicallyPrecedes(right)
        }
        values = ascending.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The kind that the cells say; nil when there are none.
    var kind: Feature.Kind? {
        if present == 0 { return nil }
        if numbers == present { return .numeric }
        if dates == present { return .date }
        return booleans == present ? .boolean : .categorical
    }
}
