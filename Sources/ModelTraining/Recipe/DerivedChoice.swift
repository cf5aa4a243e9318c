package import ScoringModel

/// One entry of the recipe's `features.derived`: a feature that is computed from others.
package struct DerivedChoice: Sendable, Equatable {
    package typealias Operation = Derivation.Operation

    package var name: Located<String>
    package var operation: Located<Operation>
    /// Columns, in the operation's order.
    package var of: [Located<String>]
    /// Of `clip`; at least one of the two.
    package var low: Double?
    package var high: Double?
    /// Of `bucket`, ascending.
    package var edges: [Double] = []
    /// Of `date_part`.
    package var part: Derivation.DatePart?
    /// Of `days_since`: a date, or a date column.
    package var since: Located<String>?
    /// Of `concat`.
    package var separator = "|"

    /// Every column that it is computed from.
    var inputs: [Located<String>] {
        guard let since, Self.date(since.value) == nil else { return of }
        return of + [since]
    }

    var derivation: Derivation {
        let (first, last) = (of[0].value, of[of.count - 1].value)
        return switch operation.value {
        case .log1p: .log1p(of: first)
        case .ratio: .ratio(of: first, to: last)
        case .difference: .difference(of: first, minus: last)
        case .clip: .clip(of: first, low: low, high: high)
        case .bucket: .bucket(of: first, edges: edges)
        case .datePart: .datePart(of: first, part: part ?? .year)
        case .daysSince:
            .daysSince(of: first, since: inputs.count == 2 ? .feature(inputs[1].value) : .date(since?.value ?? ""))
        case .concat: .concat(of: first, with: last, separator: separator)
        }
    }

    private static func date(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        return DateText.parse(bytes.span)
    }
}
