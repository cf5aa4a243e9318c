@testable import SchemaInference

extension TableSurvey {
    /// A table of these columns, each with its cells.
    init(_ columns: (name: String, cells: [String])..., sampleCells: Int = 1_000_000) {
        self.init(path: "t.csv", columns: columns.map(\.name), sampleCells: sampleCells)
        for row in columns[0].cells.indices {
            beginRow()
            for (position, column) in columns.enumerated() {
                let cell = Array(column.cells[row].utf8)
                take(cell.span, column: position)
            }
        }
        settle()
    }
}

/// `count` cells, each from its row's number.
func cells(_ count: Int, _ cell: (Int) -> String) -> [String] { (0..<count).map(cell) }
