import ScoringModel
import Settings
import Tables

/// A table of answers being written, one line per row of the input.
struct OutputTable: ~Copyable {
    private let key: String?
    private let columns: OutputColumns
    private var writer: TableWriter

    /// Creates the file; `-` is standard output.
    static func open(_ path: String, key: String?, columns: OutputColumns) throws -> OutputTable {
        if let key, columns.names.contains(key) {
            throw SettingsError("key: the column \(key) has the name of an output; rename it in the input")
        }
        let writer = try TableWriter.open(path, columns: (key.map { [$0] } ?? []) + columns.names)
        return OutputTable(key: key, columns: columns, writer: writer)
    }

    private init(key: String?, columns: OutputColumns, writer: consuming TableWriter) {
        self.key = key
        self.columns = columns
        self.writer = writer
    }

    mutating func write(_ answer: RowAnswer, key cell: KeyCell) throws(TableError) {
        if key != nil {
            switch cell {
            case .text(let bytes): writer.append(bytes.span)
            case .json(let bytes): try writer.append(json: bytes.span)
            case .missing: writer.appendMissing()
            }
        }
        switch answer {
        case .scored(let label, let numbers):
            if columns.hasLabel { if let label { writer.append(label) } else { writer.appendMissing() } }
            for number in numbers {
                if columns.precision == .float32 { writer.append(Float(number)) } else { writer.append(number) }
            }
            writer.appendMissing()
        case .failed(let reason):
            for _ in 1..<columns.names.count { writer.appendMissing() }
            writer.append(reason)
        }
        try writer.endRow()
    }

    mutating func flush() throws(TableError) { try writer.flush() }

    consuming func close() throws(TableError) { try writer.close() }
}
