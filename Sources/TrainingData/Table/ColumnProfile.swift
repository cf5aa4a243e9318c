import JSONBytes
package import ScoringModel

/// What the cells of one column look like.
package struct ColumnProfile: Sendable, Equatable {
    /// Different cells that are listed at most, unless a caller asks for more.
    package static let valueLimit = 10_000

    package private(set) var missing = 0
    package private(set) var numbers = 0
    package private(set) var booleans = 0
    package private(set) var texts = 0
    /// Texts that are dates.
    package private(set) var dates = 0
    /// A row whose cell is neither missing nor a number.
    package private(set) var firstText: Int?
    /// Of the numbers; nil when there are none.
    package private(set) var minimum: Double?
    package private(set) var maximum: Double?
    /// Whether every number is a whole one.
    package private(set) var isWhole = true
    /// Different cells that are not missing: numbers in ascending order when all are, else in the order of their bytes.
    package private(set) var values: [String] = []
    /// How many rows have the value of that position.
    package private(set) var counts: [Int] = []
    /// Whether there are more different cells than `values` was to list; it then is empty.
    package private(set) var hasMoreValues = false

    package var present: Int { numbers + booleans + texts }
}

extension ColumnProfile {
    /// Looks at every cell of a column.
    package init(_ table: DataTable, column: Int, valueLimit: Int = Self.valueLimit) {
        let cells = table.cells[column]
        let kinds = cells.textKinds
        // By bytes, as the encoder looks names up: two spellings of one accented letter are two texts, 1 and 1.0 also.
        var different: [CellCode: Int] = [:]
        for row in 0..<table.rowCount {
            let code = cells[row]
            if code.isMissing {
                missing += 1
                continue
            }
            switch code.isText ? kinds[code.index] : .number(code.number) {
            case .number(let number): take(number)
            case .boolean:
                booleans += 1
                firstText = firstText ?? row
            case .text, .date:
                texts += 1
                if kinds[code.index] == .date { dates += 1 }
                firstText = firstText ?? row
            }
            guard !hasMoreValues else { continue }
            different[code, default: 0] += 1
            if different.count > valueLimit {
                hasMoreValues = true
                different = [:]
            }
        }
        list(different, cells, kinds)
    }

    private mutating func take(_ number: Double) {
        numbers += 1
        if number < minimum ?? .infinity { minimum = number }
        if number > maximum ?? -.infinity { maximum = number }
        if number != number.rounded() { isWhole = false }
    }

    private mutating func list(_ different: [CellCode: Int], _ cells: DataColumn, _ kinds: [DataColumn.TextKind]) {
        let isNumeric = numbers == present
        let entries = different.map { code, count in
            var number = 0.0
            if isNumeric, case .number(let value) = code.isText ? kinds[code.index] : .number(code.number) {
                number = value
            }
            return (number: number, text: cells.bytes(of: code), count: count)
        }.sorted { left, right in
            left.number != right.number
                ? left.number < right.number : left.text.lexicographicallyPrecedes(right.text)
        }
        values = entries.map { String(decoding: $0.text, as: UTF8.self) }
        counts = entries.map(\.count)
    }

    /// The kind that the cells say; nil when there are none.
    package var kind: Feature.Kind? {
        if present == 0 { return nil }
        if numbers == present { return .numeric }
        if dates == present { return .date }
        return booleans == present ? .boolean : .categorical
    }
}
