import JSONBytes

/// A job of two rows of the table, as an application sends it.
struct SampleJob {
    let name: String
    let findings: SchemaFindings

    var text: String {
        let rows = chosenRows.map { row in JSONValue.object(members(of: row)) }
        return JSONValue.object([.init("id", .string("\(name)-sample")), .init("rows", .array(rows))]).line + "\n"
    }

    /// The row with the fewest missing values of the first hundred, and the first other one.
    private var chosenRows: [Int] {
        let candidates = 0..<min(100, findings.sampledRows)
        let columns = asked.map(\.column)
        let best = candidates.min { one, other in
            columns.count { $0.codes[one] < 0 } < columns.count { $0.codes[other] < 0 }
        }
        guard let best else { return [] }
        return [best] + candidates.filter { $0 != best }.prefix(1)
    }

    /// The columns that a row of a job has.
    private var asked: [(finding: ColumnFinding, column: ColumnSummary)] {
        zip(findings.columns, findings.survey.columns)
            .filter { finding, _ in finding.isFeature || finding.decision == .date }
            .map { ($0, $1) }
    }

    private func members(of row: Int) -> [JSONValue.Member] {
        asked.map { finding, column in
            let code = column.codes[row]
            return .init(finding.name, code < 0 ? .null : value(column.values[Int(code)], finding))
        }
    }

    private func value(_ value: CellValue, _ finding: ColumnFinding) -> JSONValue {
        switch (finding.kind, value.content) {
        case (.numeric, .number(let number)):
            if let sentinel = finding.sentinel, Float(number) == sentinel { return .null }
            return Int(exactly: number).map { .integer($0) } ?? .number(number)
        case (.boolean, _): return .boolean(value.text.lowercased() == "true")
        default: return .string(value.text)
        }
    }
}
