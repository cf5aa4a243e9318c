import TrainingData

/// Drops every row whose cells all stood in an earlier row: exports joined by hand often hold rows twice, and a row in both
/// parts of a split makes a model look better than it is.
struct DistinctRows: RowFilter {
    private var seen: Set<[String?]> = []

    mutating func keep(_ row: inout TrainingRow) -> Bool { seen.insert(row.cells).inserted }
}
