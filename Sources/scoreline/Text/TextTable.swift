/// Lines of cells under a header, columns aligned, for people.
struct TextTable {
    private var lines: [[String]]

    init(_ header: [String]) { lines = [header] }

    mutating func append(_ cells: [String]) { lines.append(cells) }

    var isEmpty: Bool { lines.count == 1 }

    var text: String {
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
                text += cell
                if column + 1 < line.count { text += String(repeating: " ", count: widths[column] - cell.count + 2) }
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }
}
