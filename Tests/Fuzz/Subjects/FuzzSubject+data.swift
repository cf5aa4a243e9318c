import JSONBytes
import ScoringModel
import Tables
import TrainingData

extension FuzzSubject {
    /// The data of a training: what is read into columns, plain or from gzip.
    static let trainingData = FuzzSubject("training-data", .lines, maximumLength: 1 << 13) { bytes in
        let path = ScratchFile.shared.path(holding: bytes)
        var limits = DataLimits()
        limits.expansionFloor = 1 << 20
        let table: DataTable
        do { table = try DataReader(DataChoices(file: path), limits: limits).read() } catch {
            return try .refused(by: error)
        }
        for row in 0..<table.rowCount {
            for column in table.columns.indices { try checkCell(table, row, column) }
        }
        if !bytes.starts(with: [0x1F, 0x8B]), bytes.first != UInt8(ascii: "{") { try checkRows(table, path) }
        return .accepted
    }

    /// A number says what its text says.
    private static func checkCell(_ table: DataTable, _ row: Int, _ column: Int) throws(BrokenLaw) {
        let cell = table.cell(row: row, column: column)
        guard let number = table.decimal(row: row, column: column) else { return }
        try require(
            DecimalNumber.parse(cell.span)?.bitPattern == number.bitPattern,
            "the cell \(String(decoding: cell, as: UTF8.self)) became \(number)")
    }

    /// The columns hold the cells that stand in the file.
    private static func checkRows(_ table: DataTable, _ path: String) throws {
        var reader = try TableReader.open(path)
        var row = 0
        while try reader.next() {
            try require(row < table.rowCount, "the table has \(table.rowCount) rows, and the file more")
            for column in table.columns.indices {
                let field = reader.field(at: column)
                let text = field.indices.map { field[$0] }
                let cell = table.cell(row: row, column: column)
                try require(
                    table.isMissing(row: row, column: column) == MissingWords.contains(text.span)
                        && (cell == text || table.isMissing(row: row, column: column)),
                    "row \(row), column \(column) became \(String(decoding: cell, as: UTF8.self))")
            }
            row += 1
        }
        try require(row == table.rowCount, "the table has \(table.rowCount) rows, the file \(row)")
    }
}
