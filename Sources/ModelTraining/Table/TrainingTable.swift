import Files
import Tables

/// A table in memory, every cell as it was read. Immutable after reading.
struct TrainingTable: Sendable {
    /// Bytes of all cells.
    static let sizeLimit = 4 << 30

    let path: String
    let columns: [String]
    /// Line of the file on which each row starts.
    private(set) var lines: [Int] = []
    private var bytes: [UInt8] = []
    /// End of each cell in `bytes`, row after row.
    private var ends: [Int] = []

    var rowCount: Int { lines.count }

    init(path: String) throws(TrainingError) {
        self.path = path
        do throws(TableError) {
            var reader = try TableReader.open(path)
            columns = reader.columns
            // Only JSON Lines have no header.
            while !columns.isEmpty, bytes.count <= Self.sizeLimit, try reader.next() {
                lines.append(reader.line)
                for column in columns.indices {
                    let field = reader.field(at: column)
                    for index in field.indices { bytes.append(field[index]) }
                    ends.append(bytes.count)
                }
            }
        } catch { throw TrainingError(.work, "\(error)") }
        guard !columns.isEmpty else {
            throw TrainingError(.work, "\(path) is JSON Lines; train from a CSV or TSV file")
        }
        guard bytes.count <= Self.sizeLimit else {
            throw TrainingError(.work, "\(path) has more than \(Self.sizeLimit) bytes")
        }
        guard !lines.isEmpty else { throw TrainingError(.work, "\(path) has a header but no rows") }
    }

    /// A cell's text.
    func cell(row: Int, column: Int) -> [UInt8] {
        let cell = row * columns.count + column
        return Array(bytes[(cell == 0 ? 0 : ends[cell - 1])..<ends[cell]])
    }

    func text(row: Int, column: Int) -> String { String(decoding: cell(row: row, column: column), as: UTF8.self) }

    /// A sentence about one row.
    func failure(row: Int, _ problem: String) -> TrainingError {
        TrainingError(.work, "\(path), line \(lines[row]): \(problem)")
    }
}
