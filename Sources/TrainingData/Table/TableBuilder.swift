import JSONBytes
import ScoringModel
import Tables

/// A table that grows row by row.
struct TableBuilder {
    private static let columnLimit = 100_000

    private let name: String
    private let limits: DataLimits
    /// Bytes read between two looks at the memory.
    private let checkInterval: Int
    private var filters: [FilterStage]
    private var columns: [String] = []
    private var positionsByName: [[UInt8]: Int] = [:]
    private var cells: [DataColumn] = []
    private var inputs: [String] = []
    private var unit = "line"
    private var places = RowPlaces()
    private(set) var rowCount = 0
    /// The columns come from a header, and stay as they are.
    private var isFixed = false
    /// Nil until a filter needs it.
    private var layout: RowLayout?
    private var row = RowBuffer()
    /// Columns of the row at hand.
    private var taken: Set<Int> = []
    private var unchecked = 0

    init(_ name: String, _ filters: [FilterStage], _ limits: DataLimits) {
        self.name = name
        self.filters = filters
        self.limits = limits
        checkInterval = min(1 << 22, limits.memory / 8)
    }

    /// What is appended from now on comes from this input.
    mutating func begin(_ input: String, unit: String) throws(TableError) {
        guard inputs.count < 1_000_000 else { throw TableError("\(name): there are more than a million files") }
        inputs.append(input)
        self.unit = unit
    }

    consuming func finish(sha256: String) throws(TableError) -> DataTable {
        guard rowCount > 0 else {
            let dropped = filters.reduce(0) { $0 + $1.dropped }
            if dropped > 0 { throw TableError("\(name): the filters dropped all \(dropped) rows") }
            throw TableError("\(name) has \(columns.isEmpty ? "no rows" : "a header but no rows")")
        }
        guard !columns.isEmpty else { throw TableError("\(name) has rows, but no row has a name") }
        for column in cells.indices { cells[column].freeze() }
        return DataTable(
            name: name, columns: columns, rowCount: rowCount, sha256: sha256, inputs: inputs,
            dropped: filters.map { NamedValue($0.name, $0.dropped) }, cells: cells, places: places,
            placeUnit: unit)
    }

    // MARK: Columns

    /// The column of each name of a header. Every file has the columns of the first one, in an order of its own.
    mutating func positions(of header: [String]) throws(TableError) -> [Int] {
        let input = inputs.last ?? name
        if columns.isEmpty, rowCount == 0 { for column in header { try add(column) } }
        isFixed = true
        var positions: [Int] = []
        for column in header {
            guard let position = positionsByName[Array(column.utf8)] else {
                throw TableError("\(input) has the column \(column.prefix(80)), which \(inputs[0]) does not have")
            }
            positions.append(position)
        }
        if header.count < columns.count, let absent = columns.first(where: { !header.contains($0) }) {
            throw TableError("\(input) has no column \(absent.prefix(80)), which \(inputs[0]) has")
        }
        return positions
    }

    /// The same for names that nobody has looked at.
    mutating func positions(named names: [String]) throws(TableError) -> [Int] {
        guard !names.isEmpty, names.count <= Self.columnLimit, !names.contains(""), Set(names).count == names.count
        else { throw TableError("\(name) must have 1 to \(Self.columnLimit) columns whose names differ") }
        return try positions(of: names)
    }

    private mutating func add(_ column: String) throws(TableError) {
        positionsByName[Array(column.utf8)] = columns.count
        columns.append(column)
        cells.append(DataColumn(missing: rowCount))
        layout = nil
    }

    // MARK: Rows

    /// Appends a row of which cell `i` ends at `ends[i]` in `bytes`, the next one beginning a byte behind it, and belongs
    /// to the column `positions[i]`.
    mutating func append(
        _ bytes: Span<UInt8>, ends: Span<Int>, positions: [Int], line: Int
    ) throws(TableError) {
        if filters.isEmpty {
            var start = 0
            for index in ends.indices {
                let end = ends[index]
                cells[positions[index]].append(bytes.extracting(start..<end))
                start = end + 1
            }
            return try endRow(line: line, bytes: bytes.count)
        }
        row.begin(columns: columns.count)
        var start = 0
        for index in ends.indices {
            row.append(bytes.extracting(start..<ends[index]), column: positions[index])
            start = ends[index] + 1
        }
        try appendRow(line: line)
    }

    /// Appends a row of JSON Lines. A name that no row had before is a new column, unless a header has named all.
    mutating func append(json object: Span<UInt8>, line: Int) throws(TableError) {
        row.begin(columns: columns.count)
        do throws(JSONError) { try row.read(json: object) } catch { throw failure(line, error.description) }
        taken.removeAll(keepingCapacity: true)
        var expected = 0
        for member in row.members {
            let column = try column(named: row.bytes[member.name], expected: expected, line: line)
            guard taken.insert(column).inserted else {
                throw failure(line, "the object has two members named \(columns[column].prefix(80))")
            }
            row.place(member, column: column)
            expected = column + 1
        }
        try appendRow(line: line)
    }

    /// Appends a row of a source; its cells are part of the fingerprint.
    mutating func append(
        _ values: [String?], positions: [Int], row number: Int, _ meter: ReadingMeter
    ) throws(TableError) {
        guard values.count == positions.count else {
            throw failure(number, "expected \(positions.count) cells, found \(values.count)")
        }
        row.begin(columns: columns.count)
        for (value, position) in zip(values, positions) {
            row.append(Array((value ?? "").utf8).span, column: position)
        }
        // With lengths: 12 and 3 are other cells than 1 and 23.
        meter.count(values.flatMap { value in Array("\(value?.utf8.count ?? 0):\(value ?? "")".utf8) })
        try appendRow(line: number)
    }

    private mutating func appendRow(line: Int) throws(TableError) {
        if !filters.isEmpty, try !keep(line: line) { return }
        row.move(to: &cells)
        try endRow(line: line, bytes: row.bytes.count)
    }

    private mutating func endRow(line: Int, bytes: Int) throws(TableError) {
        places.append(row: rowCount, input: inputs.count - 1, line: line)
        rowCount += 1
        unchecked += bytes + columns.count * 4
        guard unchecked > checkInterval else { return }
        unchecked = 0
        let size = cells.reduce(places.size) { $0 + $1.size }
        guard size <= limits.memory, rowCount < UInt32.max else {
            throw failure(
                line,
                "the table takes more than \(limits.memory >> 10) KiB of memory up to here; read fewer rows or columns")
        }
    }

    /// Whether all filters keep the row, which then is as they left it.
    private mutating func keep(line: Int) throws(TableError) -> Bool {
        let layout = layout ?? RowLayout(columns)
        self.layout = layout
        var candidate = TrainingRow(layout: layout, bytes: row.bytes, ranges: row.ranges)
        for index in filters.indices {
            let name = filters[index].name
            let isKept: Bool
            do { isKept = try filters[index].filter.keep(&candidate) } catch {
                throw failure(line, "the filter \(name): \(error)")
            }
            if isFixed, let unknown = layout.unknown {
                throw failure(line, "the filter \(name) asks for the column \(unknown), which is not there")
            }
            guard isKept else {
                filters[index].dropped += 1
                return false
            }
        }
        for (column, text) in candidate.changes { row.append(Array(text.utf8).span, column: column) }
        return true
    }

    /// The column of a name, a new one where that is possible. Objects mostly have their members in one order.
    private mutating func column(
        named name: ArraySlice<UInt8>, expected: Int, line: Int
    ) throws(TableError) -> Int {
        if expected < columns.count, columns[expected].utf8.elementsEqual(name) { return expected }
        if let position = positionsByName[Array(name)] { return position }
        let text = String(decoding: name.prefix(80), as: UTF8.self)
        guard !isFixed else { throw failure(line, "\(text) is no column of \(inputs[0])") }
        guard !name.isEmpty else { throw failure(line, "a member of the object has no name") }
        guard columns.count < Self.columnLimit, (columns.count + 1) * rowCount * 4 <= limits.memory else {
            throw failure(line, "\(text) is one column too many")
        }
        try add(String(decoding: name, as: UTF8.self))
        row.addColumn()
        return columns.count - 1
    }

    private func failure(_ line: Int, _ problem: String) -> TableError {
        TableError("\(inputs.last ?? name), \(unit) \(line): \(problem)")
    }
}
