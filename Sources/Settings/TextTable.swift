/// Lines of cells under a header, columns aligned, for people.
package struct TextTable {
    private var lines: [[String]]

    package init(_ header: [String]) { lines = [header] }

    package mutating func append(_ cells: [String]) { lines.append(cells) }

    package var isEmpty: Bool { lines.count == 1 }

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
