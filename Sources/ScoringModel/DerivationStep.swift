import Glibc

/// A derivation with positions of features in place of their names, ready for rows.
enum DerivationStep: Sendable {
    case log1p(Int)
    case ratio(Int, Int)
    case difference(Int, Int)
    /// Bounds that are absent are infinite.
    case clip(Int, low: Double, high: Double)
    case bucket(Int, edges: [Double])
    case datePart(Int, Derivation.DatePart)
    case daysSinceDate(Int, seconds: Double)
    case daysSinceFeature(Int, Int)
    case concat(Int, Int, CategoryPairs)

    /// The feature must be valid among those of the names and categories.
    init(_ derived: DerivedFeature, of names: NameTable, _ categories: [NameTable?]) {
        func position(_ name: String) -> Int {
            guard let position = names.position(of: Array(name.utf8).span) else {
                preconditionFailure("\(derived.name) is derived from \(name), which is no feature")
            }
            return position
        }
        switch derived.derivation {
        case .log1p(let input): self = .log1p(position(input))
        case .ratio(let input, let divisor): self = .ratio(position(input), position(divisor))
        case .difference(let input, let other): self = .difference(position(input), position(other))
        case .clip(let input, let low, let high):
            self = .clip(position(input), low: low ?? -.infinity, high: high ?? .infinity)
        case .bucket(let input, let edges): self = .bucket(position(input), edges: edges)
        case .datePart(let input, let part): self = .datePart(position(input), part)
        case .daysSince(let input, .date(let text)):
            guard let seconds = DateText.parse(Array(text.utf8).span) else {
                preconditionFailure("\(derived.name) counts days since \(text), which is no date")
            }
            self = .daysSinceDate(position(input), seconds: seconds)
        case .daysSince(let input, .feature(let other)): self = .daysSinceFeature(position(input), position(other))
        case .concat(let first, let second, let separator):
            let inputs = (position(first), position(second))
            guard let one = categories[inputs.0], let other = categories[inputs.1] else {
                preconditionFailure("\(derived.name) is derived from categories without names")
            }
            let pairs = CategoryPairs(
                first: one, second: other, separator: Array(separator.utf8), names: NameTable(derived.categories))
            self = .concat(inputs.0, inputs.1, pairs)
        }
    }

    /// Of one row's fields; NaN is missing. May be infinite.
    func value(_ fields: Span<Double>) -> Double {
        switch self {
        case .log1p(let input): return Glibc.log1p(fields[input])
        case .ratio(let input, let divisor): return fields[input] / fields[divisor]
        case .difference(let input, let other): return fields[input] - fields[other]
        case .clip(let input, let low, let high):
            let value = fields[input]
            return value < low ? low : value > high ? high : value
        case .bucket(let input, let edges): return fields[input].isNaN ? .nan : Self.bucket(fields[input], edges)
        case .datePart(let input, let part): return fields[input].isNaN ? .nan : Self.part(part, of: fields[input])
        case .daysSinceDate(let input, let seconds):
            return (fields[input] - seconds) / Double(DateText.secondsPerDay)
        case .daysSinceFeature(let input, let other):
            return (fields[input] - fields[other]) / Double(DateText.secondsPerDay)
        case .concat(let first, let second, let pairs):
            guard !fields[first].isNaN, !fields[second].isNaN else { return .nan }
            return pairs.code(Int(fields[first]), Int(fields[second])).map(Double.init) ?? .nan
        }
    }

    /// How many edges are at or below the value: a binary search.
    private static func bucket(_ value: Double, _ edges: [Double]) -> Double {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return Double(low)
    }

    private static func part(_ part: Derivation.DatePart, of seconds: Double) -> Double {
        let time = CivilTime(seconds)
        let number =
            switch part {
            case .year: time.date.year
            case .quarter: (time.date.month + 2) / 3
            case .month: time.date.month
            case .day: time.date.day
            case .weekday: time.date.weekday
            case .dayOfYear: time.date.dayOfYear
            case .hour: time.hour
            case .minute: time.minute
            }
        return Double(number)
    }
}

/// Codes of pairs of categories, found without making the pair's name.
struct CategoryPairs: Sendable {
    let first: NameTable
    let second: NameTable
    let separator: [UInt8]
    let names: NameTable

    /// Nil when training never saw the pair.
    func code(_ one: Int, _ other: Int) -> Int? {
        names.position(of: first.name(one), separator.span, second.name(other))
    }
}
