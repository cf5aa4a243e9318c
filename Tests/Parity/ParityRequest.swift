import JSONBytes
import TestSupport

/// A model and rows to score with it.
package struct ParityRequest: Sendable {
    package var model: String
    package var rows: String
    package var features: Int
    /// Path without suffix of what is written; nil for nothing.
    package var out: String?
    package var iterations: Range<Int>?
    /// Column → the names of the codes 0, 1, … that the rows have there.
    package var categories: [Int: [String]] = [:]

    package init(model: String, rows: String, features: Int, iterations: Range<Int>? = nil) {
        self.model = model
        self.rows = rows
        self.features = features
        self.iterations = iterations
    }

    init(json: String) throws {
        let bytes = Array(json.utf8)
        let value = try JSONValue.parse(bytes.span)
        guard let model = value["model"]?.string, let rows = value["rows"]?.string,
            let features = value["features"]?.integer, features > 0
        else { throw TestFailure("a request has a model, rows and features: \(json.prefix(200))") }
        self.init(model: model, rows: rows, features: features)
        out = value["out"]?.string
        if let range = value["iterations"]?.array {
            guard range.count == 2, let first = range[0].integer, let end = range[1].integer, first <= end else {
                throw TestFailure("iterations are two numbers: \(json.prefix(200))")
            }
            iterations = first..<end
        }
        for member in value["categories"]?.object ?? [] {
            guard let column = Int(member.name), let names = member.value.array else {
                throw TestFailure("categories are lists of names by column: \(json.prefix(200))")
            }
            categories[column] = names.compactMap(\.string)
        }
    }
}
