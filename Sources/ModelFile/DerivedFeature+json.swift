import JSONBytes
import ScoringModel

extension DerivedFeature {
    init(_ field: ManifestField) throws(ModelFileError) {
        self.init(
            name: try field["name"].string(),
            derivation: try Derivation(field),
            categories: try field.optional("categories")?.strings() ?? [],
            statistics: try field.optional("statistics").map { field throws(ModelFileError) in
                try FeatureStatistics(field)
            })
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("operation", .string(derivation.operation.rawValue)),
            .init("of", .strings(derivation.inputs)),
        ]
        members += derivation.parameters
        if !categories.isEmpty { members.append(.init("categories", .strings(categories))) }
        if let statistics { members.append(.init("statistics", statistics.json)) }
        return .object(members)
    }
}

extension Derivation {
    /// Of a derived feature, whose members are those of every operation and its parameters.
    fileprivate init(_ field: ManifestField) throws(ModelFileError) {
        let operation: Operation = try field["operation"].choice()
        try field.requireMembers(["name", "operation", "of", "statistics"] + operation.parameterNames)
        func input() throws(ModelFileError) -> String { try Self.inputs(field, 1...1)[0] }
        func inputs() throws(ModelFileError) -> (String, String) {
            let names = try Self.inputs(field, 2...2)
            return (names[0], names[1])
        }
        switch operation {
        case .log1p: self = .log1p(of: try input())
        case .ratio:
            let (first, second) = try inputs()
            self = .ratio(of: first, to: second)
        case .difference:
            let (first, second) = try inputs()
            self = .difference(of: first, minus: second)
        case .clip:
            self = .clip(
                of: try input(), low: try field.optional("low")?.number(), high: try field.optional("high")?.number())
        case .bucket:
            var edges: [Double] = []
            for edge in try field["edges"].elements() { edges.append(try edge.number()) }
            self = .bucket(of: try input(), edges: edges)
        case .datePart: self = .datePart(of: try input(), part: try field["part"].choice())
        case .daysSince:
            let names = try Self.inputs(field, 1...2)
            let since = field.optional("since")
            switch (names.count, since) {
            case (1, let since?): self = .daysSince(of: names[0], since: .date(try since.string()))
            case (2, nil): self = .daysSince(of: names[0], since: .feature(names[1]))
            default: throw field.error("expected either the field since or a second feature in of")
            }
        case .concat:
            let (first, second) = try inputs()
            self = .concat(
                of: first, with: second,
                separator: try field.optional("separator")?.string() ?? Self.defaultSeparator)
        }
    }

    private static func inputs(_ field: ManifestField, _ counts: ClosedRange<Int>) throws(ModelFileError) -> [String] {
        let names = try field["of"].strings()
        guard counts.contains(names.count) else {
            let expected = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) or \(counts.upperBound)"
            throw try field["of"].error("has \(names.count) features, expected \(expected)")
        }
        return names
    }

    fileprivate var parameters: [JSONValue.Member] {
        switch self {
        case .log1p, .ratio, .difference, .daysSince(_, .feature): []
        case .clip(_, let low, let high):
            [low.map { .init("low", .number($0)) }, high.map { .init("high", .number($0)) }].compactMap(\.self)
        case .bucket(_, let edges): [.init("edges", .array(edges.map { .number($0) }))]
        case .datePart(_, let part): [.init("part", .string(part.rawValue))]
        case .daysSince(_, .date(let text)): [.init("since", .string(text))]
        case .concat(_, _, let separator):
            separator == Self.defaultSeparator ? [] : [.init("separator", .string(separator))]
        }
    }
}

extension Derivation.Operation {
    fileprivate var parameterNames: [String] {
        switch self {
        case .log1p, .ratio, .difference: []
        case .clip: ["low", "high"]
        case .bucket: ["edges"]
        case .datePart: ["part"]
        case .daysSince: ["since"]
        case .concat: ["separator", "categories"]
        }
    }
}
