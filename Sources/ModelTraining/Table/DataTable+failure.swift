import TrainingData

extension DataTable {
    /// Reads a table, whose errors then are those of a training.
    static func read(_ reader: DataReader) throws(TrainingError) -> DataTable {
        do { return try reader.read() } catch { throw TrainingError(.work, "\(error)") }
    }

    /// A sentence about one row.
    func failure(row: Int, _ problem: String) -> TrainingError {
        TrainingError(.work, "\(placeText(of: row)): \(problem)")
    }
}
