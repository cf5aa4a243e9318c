/// Lines of cells under a header, columns aligned, for people.
package struct TextTable {
    private var lines: [[String]]

    package init(_ header: [String]) { lines = [header] }

    package mutating func append(_ cells: [String]) { lines.append(cells.map(Self.visible)) }

    package var isEmpty: Bool { lines.count == 1 }

    /// Names of columns may hold line ends, and what steers a terminal.
    private static func visible(_ cell: String) -> String {
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

    package var text: String {
        var widths: [Int] = []
        for line in lines {
            for (column, cell) in line.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return lines.map { line in
            var text = ""
            for (column, cell) in line.enumerated() {
                text += cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }
}
