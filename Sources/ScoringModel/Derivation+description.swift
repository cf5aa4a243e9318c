import JSONBytes

/// For people: `clip(fare, 0 to 100)`.
extension Derivation: CustomStringConvertible {
    package var description: String { "\(operation.rawValue)(\(inputs.joined(separator: ", "))\(parameters))" }

    private var parameters: String {
        switch self {
        case .log1p, .ratio, .difference, .daysSince(_, .feature): ""
        case .clip(_, let low, let high):
            switch (low, high) {
            case (let low?, let high?): ", \(DecimalNumber.shortest(low)) to \(DecimalNumber.shortest(high))"
            case (let low?, nil): ", from \(DecimalNumber.shortest(low))"
            case (nil, let high?): ", to \(DecimalNumber.shortest(high))"
            case (nil, nil): ""
            }
        case .bucket(_, let edges):
            ", \(edges.prefix(8).map { DecimalNumber.shortest($0) }.joined(separator: " "))\(edges.count > 8 ? " …" : "")"
        case .datePart(_, let part): ", \(part.rawValue)"
        case .daysSince(_, .date(let text)): ", \(text)"
        case .concat(_, _, let separator): separator == Self.defaultSeparator ? "" : ", \"\(separator)\""
        }
    }
}
