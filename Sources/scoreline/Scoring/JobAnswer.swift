import JSONBytes
import ScoringEngine

/// One result as workers push it, read as far as tables need.
struct JobAnswer {
    let id: String?
    /// Of the model that scored the job; nil for a job that failed before.
    let version: String?
    private let document: JSONValue

    init(_ result: Span<UInt8>) throws(JSONError) {
        document = try JSONValue.parse(result)
        id = document["id"]?.string
        version = document["model_version"]?.string
    }

    /// An answer for each of `count` rows, in their order.
    func rows(_ count: Int, _ columns: OutputColumns) -> [RowAnswer] {
        if let error = document["error"], !error.isNull {
            let reason = Self.reason(error, row: nil)
            return Array(repeating: .failed(reason), count: count)
        }
        guard let cells = cells(count, columns) else {
            let reason =
                "unexpected_outputs: version \(version ?? "?") answers other outputs than this table has columns for"
            return Array(repeating: .failed(reason), count: count)
        }
        var answers = (0..<count).map { row in
            RowAnswer.scored(label: cells.labels[row], numbers: cells.numbers.flatMap { $0.values(row) })
        }
        for error in document["row_errors"]?.array ?? [] {
            guard let row = error["row"]?.integer, answers.indices.contains(row) else { continue }
            answers[row] = .failed(Self.reason(error, row: row))
        }
        return answers
    }

    private struct Block {
        let data: [JSONValue]
        let width: Int

        func values(_ row: Int) -> [Double] {
            data[row * width..<(row + 1) * width].map { $0.number ?? .nan }
        }
    }

    /// The tensors in the order of the columns; nil when one is missing or has another shape.
    private func cells(_ count: Int, _ columns: OutputColumns) -> (labels: [String?], numbers: [Block])? {
        var labels: [String?] = Array(repeating: nil, count: count)
        var blocks: [Block] = []
        let outputs = document["outputs"]?.array ?? []
        for kind in columns.kinds {
            guard let tensor = outputs.first(where: { $0["name"]?.string == kind.rawValue }),
                let data = tensor["data"]?.array
            else { return nil }
            let width =
                switch kind {
                case .label: 1
                case .score: columns.scores.count
                case .probabilities: columns.probabilities.count
                case .margin: columns.margins.count
                }
            guard data.count == count * width else { return nil }
            if let names = tensor["parameters"]?["labels"]?.array, names.map(\.string) != columns.classLabels {
                return nil
            }
            if kind == .label { labels = data.map(\.string) } else { blocks.append(Block(data: data, width: width)) }
        }
        return (labels, blocks)
    }

    /// `code: problem`; the number of a row within its job means nothing to the reader of a table.
    private static func reason(_ error: JSONValue, row: Int?) -> String {
        let code = error["code"]?.string ?? "unknown"
        let message = error["message"]?.string ?? ""
        let start = row.map { "row \($0) " } ?? ""
        return code + ": " + (message.hasPrefix(start) ? String(message.dropFirst(start.count)) : message)
    }
}
