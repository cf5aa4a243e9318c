/// Lines of cells under a header, columns aligned, for people.
package struct TextTable {
    private var lines: [[String]]
    private let numbers: Set<Int>
    private let yielding: [Int]
    private let optional: [Int]

    private static let gap = 2
    /// What is left of a column that had to yield: no name is told by less.
    private static let leastColumns = 8

    /// Where the table is too wide, the columns named in `yielding` are cut, the first before the next; then those in
    /// `optional` are left out, the first before the next; then whichever is widest is cut. Cells under `numbers` end in one
    /// column.
    package init(
        _ header: [String], numbers: Set<String> = [], yielding: [String] = [], optional: [String] = []
    ) {
        lines = [header]
        self.numbers = Set(numbers.compactMap { header.firstIndex(of: $0) })
        self.yielding = yielding.compactMap { header.firstIndex(of: $0) }
        self.optional = optional.compactMap { header.firstIndex(of: $0) }
    }

    package mutating func append(_ cells: [String]) { lines.append(cells.map(Self.visible)) }

    package var isEmpty: Bool { lines.count == 1 }

    /// Names of columns may hold line ends, and what steers a terminal.
    package static func visible(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: isHidden) else { return cell }
        return cell.unicodeScalars.reduce(into: "") { text, scalar in
            text += isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// All of it, as wide as it is.
    package var text: String { text(columns: nil) }

    /// No line takes more than `columns`; nil sets no bound.
    package func text(columns: Int?) -> String { rendered(columns: columns).map { $0 + "\n" }.joined() }

    /// The lines, the header first.
    package func rendered(columns: Int?) -> [String] {
        let widths = widths(within: columns)
        return lines.map { line in
            var text = ""
            for (column, cell) in line.enumerated() {
                guard let width = widths[column] else { continue }
                text += TextWidth.padded(
                    TextWidth.cut(cell, to: width), to: width, atEnd: numbers.contains(column))
                text += String(repeating: " ", count: Self.gap)
            }
            while text.last == " " { text.removeLast() }
            return columns.map { TextWidth.cut(text, to: $0) } ?? text
        }
    }

    /// Of each column; nil for one that is left out.
    private func widths(within limit: Int?) -> [Int?] {
        var widths: [Int] = []
        for line in lines {
            for (column, cell) in line.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], TextWidth.columns(of: cell))
            }
        }
        guard let limit else { return widths }
        let least = widths.map { min($0, Self.leastColumns) }
        var isLeftOut = widths.map { _ in false }
        func excess() -> Int {
            let kept = widths.indices.filter { !isLeftOut[$0] }
            return kept.reduce(0) { $0 + widths[$1] } + max(0, kept.count - 1) * Self.gap - limit
        }
        func shrink(_ column: Int, by excess: Int) { widths[column] = max(least[column], widths[column] - excess) }
        for column in yielding { shrink(column, by: max(0, excess())) }
        for column in optional where excess() > 0 { isLeftOut[column] = true }
        // Numbers last: a part of one is a lie.
        for columns in [widths.indices.filter { !numbers.contains($0) }, Array(widths.indices)] {
            while excess() > 0,
                let widest = columns.filter({ !isLeftOut[$0] && widths[$0] > least[$0] }).max(by: {
                    widths[$0] < widths[$1]
                })
            {
                widths[widest] -= 1
            }
        }
        return widths.indices.map { isLeftOut[$0] ? nil : widths[$0] }
    }
}
