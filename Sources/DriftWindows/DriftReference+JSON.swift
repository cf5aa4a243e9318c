import Drift
import JSONBytes
import ScoringModel

/// A model's manifest says the same; this is what a comparison needs of it.
extension DriftReference {
    private static let longestName = 256

    func encoded() -> [UInt8] {
        var members: [JSONValue.Member] = [.init("columns", .array(columns.map { $0.json(Self.longestName) }))]
        if let scores {
            members.append(
                .init(
                    "scores",
                    .object([
                        .init("count", .integer(scores.count)), .init("histogram", scores.histogram?.json ?? .null),
                        .init("labels", .integers(scores.labels)),
                    ])))
            members.append(
                .init(
                    "class_labels",
                    .array(scores.labels.isEmpty ? [] : classLabels.map { .string($0.cut(Self.longestName)) })))
        }
        var writer = JSONWriter()
        writer.write(JSONValue.object(members))
        return writer.bytes
    }

    /// Throws what is wrong, as the end of a sentence: everything that a comparison relies on is checked.
    init(decoding bytes: [UInt8]) throws(JSONError) {
        let document = try JSONValue.parse(bytes.span, maximumDepth: 8)
        guard let elements = document["columns"]?.array, elements.count <= Self.maximumColumns else {
            throw JSONError(byte: 0, "expected at most \(Self.maximumColumns) columns")
        }
        var columns: [Column] = []
        for (position, element) in elements.enumerated() { columns.append(try Column(element, position)) }
        let labels = document["class_labels"]?.array?.compactMap(\.string) ?? []
        var scores: ScoreStatistics?
        if let value = document["scores"], !value.isNull {
            let read = ScoreStatistics(
                count: try value["count"].count("count"), histogram: try BinnedCounts.optional(value["histogram"]),
                labels: try value["labels"].counts("labels"))
            do throws(ModelError) { try read.validate(labels) } catch { throw JSONError(byte: 0, "\(error)") }
            scores = read
        }
        guard let reference = DriftReference(columns: columns, scores: scores, classLabels: labels) else {
            throw JSONError(byte: 0, "expected columns or scores")
        }
        self = reference
    }
}

extension DriftReference.Column {
    fileprivate func json(_ longestName: Int) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name.cut(longestName))), .init("kind", .string(kind.rawValue)),
            .init("has_names", .boolean(hasNames)), .init("count", .integer(statistics.count)),
            .init("missing", .integer(statistics.missing)),
        ]
        let numbers = [
            ("minimum", statistics.minimum.map(Double.init)), ("maximum", statistics.maximum.map(Double.init)),
            ("mean", statistics.mean), ("standard_deviation", statistics.standardDeviation),
        ]
        for (name, number) in numbers {
            if let number { members.append(.init(name, .number(number))) }
        }
        members.append(.init("histogram", histogram.json))
        if kind == .categorical { members.append(.init("titles", .array(titles.map { .string($0) }))) }
        return .object(members)
    }

    fileprivate init(_ value: JSONValue, _ position: Int) throws(JSONError) {
        guard let name = value["name"]?.string, let kind = value["kind"]?.string.flatMap(Feature.Kind.init),
            let histogram = try BinnedCounts.optional(value["histogram"]), kind != .date
        else { throw JSONError(byte: 0, "expected a name, a kind and a histogram of a column") }
        let statistics = FeatureStatistics(
            count: try value["count"].count("count"), missing: try value["missing"].count("missing"),
            minimum: value["minimum"]?.number.map { Float($0) }, maximum: value["maximum"]?.number.map { Float($0) },
            mean: value["mean"]?.number, standardDeviation: value["standard_deviation"]?.number, histogram: histogram)
        do throws(ModelError) {
            try Feature(name: name, kind: kind, statistics: statistics).validate()
        } catch { throw JSONError(byte: 0, "\(error)") }
        let titles = value["titles"]?.array?.compactMap(\.string) ?? histogram.titles()
        guard titles.count == histogram.bins.count else { throw JSONError(byte: 0, "expected a title for each bin") }
        self.init(
            position: position, name: name, kind: kind, hasNames: value["has_names"]?.boolean ?? false, titles: titles,
            statistics: statistics, histogram: histogram)
    }
}

extension BinnedCounts {
    fileprivate var json: JSONValue {
        let bins: JSONValue.Member =
            switch bins {
            case .edges(let edges): .init("edges", .array(edges.map { .number(Double($0)) }))
            case .codes(let codes): .init("codes", .integers(codes))
            }
        return .object([bins, .init("counts", .integers(counts))])
    }

    /// Nil for an absent one. What it holds is judged by those that have it.
    fileprivate static func optional(_ value: JSONValue?) throws(JSONError) -> BinnedCounts? {
        guard let value, !value.isNull else { return nil }
        let counts = try value["counts"].counts("counts")
        if let codes = value["codes"] {
            return BinnedCounts(bins: .codes(try codes.asOptional.counts("codes")), counts: counts)
        }
        guard let edges = value["edges"]?.array else { throw JSONError(byte: 0, "expected edges or codes") }
        return BinnedCounts(bins: .edges(edges.map { Float($0.number ?? .nan) }), counts: counts)
    }
}

extension String {
    fileprivate func cut(_ length: Int) -> String { String(prefix(length)) }
}
