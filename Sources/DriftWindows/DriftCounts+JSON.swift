import Drift
import JSONBytes

extension DriftCounts {
    /// No worker scores more rows in a window. Sums of what all windows and workers hold stay inside an Int.
    private static let largestCount = 1_000_000_000_000

    /// `{"scored", "rows", "columns": [[missing, unseen, outside, sum, squares, bins]], "scores", "labels"}`.
    func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(
            .object([
                .init("scored", .integer(scored)), .init("rows", .integer(rows)),
                .init("columns", .array(columns.map(\.json))), .init("scores", .integers(scores)),
                .init("labels", .integers(labels)),
            ]))
        return writer.bytes
    }

    /// Throws what is wrong, as the end of a sentence: also when they are not of this reference's shape.
    init(decoding bytes: [UInt8], of reference: DriftReference) throws(JSONError) {
        let document = try JSONValue.parse(bytes.span, maximumDepth: 8)
        self.init(reference)
        scored = try document["scored"].count("scored", Self.largestCount)
        rows = try document["rows"].count("rows", Self.largestCount)
        guard let columns = document["columns"]?.array, columns.count == self.columns.count else {
            throw JSONError(byte: 0, "expected counts of \(self.columns.count) columns")
        }
        for (index, column) in columns.enumerated() {
            self.columns[index] = try Column(column, bins: self.columns[index].bins.count, Self.largestCount)
        }
        scores = try document["scores"].counts("scores", scores.count, Self.largestCount)
        labels = try document["labels"].counts("labels", labels.count, Self.largestCount)
    }
}

extension DriftCounts.Column {
    fileprivate var json: JSONValue {
        .array([
            .integer(missing), .integer(unseen), .integer(outside), .sum(sum), .sum(squares), .integers(bins),
        ])
    }

    fileprivate init(_ value: JSONValue, bins count: Int, _ limit: Int) throws(JSONError) {
        guard let parts = value.array, parts.count == 6 else {
            throw JSONError(byte: 0, "expected six parts of a column")
        }
        self.init(bins: try parts[5].asOptional.counts("the bins of a column", count, limit))
        missing = try parts[0].asOptional.count("missing", limit)
        unseen = try parts[1].asOptional.count("unseen", limit)
        outside = try parts[2].asOptional.count("outside", limit)
        (sum, squares) = (parts[3].number ?? .nan, parts[4].number ?? .nan)
    }
}

extension JSONValue {
    static func integers(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .integer($0) }) }

    /// Squares can be larger than a number.
    fileprivate static func sum(_ number: Double) -> JSONValue { number.isFinite ? .number(number) : .null }

    var asOptional: JSONValue? { self }
}

extension JSONValue? {
    func count(_ name: String, _ limit: Int = .max) throws(JSONError) -> Int {
        guard let count = self?.integer, (0...limit).contains(count) else {
            throw JSONError(byte: 0, "expected a count as \(name)")
        }
        return count
    }

    /// An array of so many counts.
    func counts(_ name: String, _ count: Int, _ limit: Int = .max) throws(JSONError) -> [Int] {
        let counts = try counts(name)
        guard counts.count == count, counts.allSatisfy({ $0 <= limit }) else {
            throw JSONError(byte: 0, "expected \(count) counts as \(name)")
        }
        return counts
    }

    func counts(_ name: String) throws(JSONError) -> [Int] {
        guard let elements = self?.array else { throw JSONError(byte: 0, "expected counts as \(name)") }
        var counts: [Int] = []
        for element in elements { counts.append(try element.asOptional.count(name)) }
        return counts
    }
}
