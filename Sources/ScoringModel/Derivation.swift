/// How a derived feature is computed from the features of a row: a closed set. Inputs are names of features.
///
/// Computed in Float64 and rounded to Float32 once. The result is missing when an input is missing, and when it is no finite
/// Float32: after a division by zero, `log1p` of -1 or less, an overflow.
package enum Derivation: Sendable, Equatable {
    /// The natural logarithm of 1 + x.
    case log1p(of: String)
    case ratio(of: String, to: String)
    case difference(of: String, minus: String)
    /// At least `low` and at most `high`; one of them may be nil.
    case clip(of: String, low: Double?, high: Double?)
    /// How many of the rising `edges` are at or below the value: 0 to `edges.count`.
    case bucket(of: String, edges: [Double])
    case datePart(of: String, part: DatePart)
    /// Days from `since` to the date, with their fraction.
    case daysSince(of: String, since: Origin)
    /// The category `a|b` of two categories.
    case concat(of: String, with: String, separator: String)

    package static let defaultSeparator = "|"

    /// The names of the operations in the manifest.
    package enum Operation: String, Sendable, CaseIterable {
        case log1p
        case ratio
        case difference
        case clip
        case bucket
        case datePart = "date_part"
        case daysSince = "days_since"
        case concat
    }

    /// Of the time in UTC.
    package enum DatePart: String, Sendable, CaseIterable {
        case year
        case quarter
        case month
        case day
        /// 1 is Monday, 7 is Sunday.
        case weekday
        case dayOfYear = "day_of_year"
        case hour
        case minute
    }

    /// What days are counted from.
    package enum Origin: Sendable, Equatable {
        /// A text as `DateText` reads it.
        case date(String)
        /// Another date of the row.
        case feature(String)
    }

    package var operation: Operation {
        switch self {
        case .log1p: .log1p
        case .ratio: .ratio
        case .difference: .difference
        case .clip: .clip
        case .bucket: .bucket
        case .datePart: .datePart
        case .daysSince: .daysSince
        case .concat: .concat
        }
    }

    /// One or two features.
    package var inputs: [String] {
        switch self {
        case .log1p(let input), .clip(let input, _, _), .bucket(let input, _), .datePart(let input, _),
            .daysSince(let input, .date):
            [input]
        case .ratio(let first, let second), .difference(let first, let second), .concat(let first, let second, _),
            .daysSince(let first, .feature(let second)):
            [first, second]
        }
    }

    /// The kind of the model column.
    package var kind: Feature.Kind { operation == .concat ? .categorical : .numeric }

    /// The kind that every input must have.
    package var inputKind: Feature.Kind {
        switch operation {
        case .log1p, .ratio, .difference, .clip, .bucket: .numeric
        case .datePart, .daysSince: .date
        case .concat: .categorical
        }
    }
}
