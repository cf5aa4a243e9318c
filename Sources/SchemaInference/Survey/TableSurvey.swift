import Settings

/// A table as the rules see it.
package struct TableSurvey: Sendable {
    /// Cells of the sample: with them the rules stay within some hundred MiB.
    private static let sampleCells = 4_000_000

    /// As given.
    package let path: String
    /// All of them.
    package internal(set) var rowCount = 0
    /// Rows that the rules look at: every `stride`-th.
    package private(set) var sampledRows = 0
    private(set) var stride = 1
    package internal(set) var columns: [ColumnSummary]
    private var positions: [[[UInt8]: Int32]]
    private let sampleLimit: Int

    init(path: String, columns names: [String], sampleCells: Int = Self.sampleCells) {
        self.path = path
        columns = names.map { ColumnSummary(name: $0) }
        positions = Array(repeating: [:], count: names.count)
        sampleLimit = max(1000, sampleCells / max(1, names.count))
    }

    package var isSampled: Bool { stride > 1 }

    /// Position of a column by its name.
    func position(of name: String) throws(SchemaError) -> Int {
        if let position = columns.firstIndex(where: { $0.name == name }) { return position }
        let names = columns.map(\.name)
        let nearest = NearestName.find(name, among: names).map { "did you mean \($0.visible())?" }
        let listed = names.prefix(30).map { $0.visible() }.joined(separator: ", ") + (names.count > 30 ? " …" : "")
        throw SchemaError(.usage, "\(path) has no column \(name.visible()); \(nearest ?? "its columns are \(listed)")")
    }

    /// Begins the next row; its cells follow, one for each column.
    mutating func beginRow() {
        if rowCount % stride == 0, sampledRows == sampleLimit { halve() }
        if rowCount % stride == 0 { sampledRows += 1 }
        rowCount += 1
    }

    mutating func take(_ cell: Span<UInt8>, column: Int) {
        let isSampled = (rowCount - 1) % stride == 0
        var key: [UInt8] = []
        for index in cell.indices { key.append(cell[index]) }
        if let known = positions[column][key] {
            count(known < 0 ? nil : columns[column].values[Int(known)], column)
            if isSampled { columns[column].codes.append(known) }
            return
        }
        let value = CellValue(cell)
        count(value, column)
        guard isSampled else { return }
        let code = value == nil ? -1 : Int32(columns[column].values.count)
        positions[column][key] = code
        if let value { columns[column].values.append(value) }
        columns[column].codes.append(code)
    }

    /// Behind the last row.
    mutating func settle() {
        positions = []
        for column in columns.indices { columns[column].settle() }
    }

    private mutating func count(_ value: CellValue?, _ column: Int) {
        switch value?.content {
        case nil: columns[column].missing += 1
        case .number: columns[column].numbers += 1
        case .boolean: columns[column].booleans += 1
        case .date: columns[column].dates += 1
        case .text: columns[column].texts += 1
        }
    }

    /// Drops every second sampled row, so that the sample stays spread over the whole table.
    private mutating func halve() {
        for column in columns.indices {
            let codes = columns[column].codes
            columns[column].codes = Swift.stride(from: 0, to: codes.count, by: 2).map { codes[$0] }
        }
        sampledRows = (sampledRows + 1) / 2
        stride *= 2
    }
}
