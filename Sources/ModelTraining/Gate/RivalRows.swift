import ScoringModel

/// The rows of a part as another model reads them: by its own features, from the table's cells.
struct RivalRows: Sendable, Equatable {
    /// Row-major, the other model's columns; of the rows that it could read.
    private(set) var rows: [Float] = []
    /// Positions in the part of the rows that it could read.
    private(set) var positions: [Int] = []
    /// Why it could not read the first of the others, as the end of a sentence.
    private(set) var problem: String?

    /// `rows` are those of the table; `cell` gives the text of one of its cells. A column that the table does not have is
    /// missing in every row.
    init(_ manifest: Manifest, columns: [String], rows numbers: [Int], cell: (_ row: Int, _ column: Int) -> [UInt8]) {
        var row = EncodedRow(RowEncoder(manifest))
        let places = manifest.features.map { columns.firstIndex(of: $0.name) }
        for (position, number) in numbers.enumerated() {
            let end = rows.count
            do throws(RowError) {
                for (feature, column) in places.enumerated() {
                    if let column { try row.set(field: cell(number, column).span, at: feature) }
                }
                try row.finish(into: &rows)
                positions.append(position)
            } catch {
                problem = problem ?? error.problem
                rows.removeLast(rows.count - end)
                row = EncodedRow(RowEncoder(manifest))
            }
        }
    }
}
