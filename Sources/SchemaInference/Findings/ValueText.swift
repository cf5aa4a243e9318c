import JSONBytes
import ScoringModel

/// A column's values in a few words.
enum ValueText {
    private static let categories = 4

    static func of(_ column: ColumnSummary) -> String {
        if let range = column.range, column.content == .numbers {
            return "\(number(range.lowerBound)) to \(number(range.upperBound))"
        }
        if let range = column.range, column.content == .dates {
            return "\(DateText.day(range.lowerBound)) to \(DateText.day(range.upperBound))"
        }
        let distinct = column.values.count
        guard distinct > 0 else { return "" }
        let frequent = zip(column.values, column.counts).enumerated().sorted { one, other in
            (-one.element.1, one.offset) < (-other.element.1, other.offset)
        }
        let shown = frequent.prefix(categories).map { $0.element.0.text.visible(16) }.joined(separator: ", ")
        return distinct > categories ? "\(distinct): \(shown) …" : shown
    }

    /// As many digits as a reader needs.
    private static func number(_ value: Double) -> String {
        let magnitude = abs(value)
        guard magnitude >= 0.001, magnitude < 1e12 else { return DecimalNumber.shortest(value) }
        return DecimalNumber.shortest((value * 1000).rounded() / 1000)
    }
}
