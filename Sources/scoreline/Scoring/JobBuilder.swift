import JSONBytes
import ScoringEngine
import ScoringModel
import Tables

/// Rows of a table, gathered into jobs.
struct JobBuilder {
    /// Rows are few when they are wide: a job stays far below the limit of the workers.
    private static let maximumBytes = 4 << 20

    private let maximumRows: Int
    private let reply: String
    private let outputs: [OutputKind]?
    /// Columns that are sent, with their positions in the table; nil for JSON Lines.
    private let columns: [(name: String, position: Int)]?
    private var forms: [CellForm] = []
    private var rows = JSONWriter()
    private(set) var rowCount = 0

    /// `columns` are the table's, `[]` for JSON Lines; `features` are the live model's. The column `unsent` is sent only if
    /// it is a feature.
    init(
        columns: [String], unsent: String?, features: [Feature], outputs: [OutputKind]?, reply: String, maximumRows: Int
    ) {
        self.reply = reply
        self.outputs = outputs
        self.maximumRows = maximumRows
        if columns.isEmpty {
            self.columns = nil
        } else {
            let isFeature = Set(features.map(\.name))
            self.columns = columns.enumerated().filter { $0.element != unsent || isFeature.contains($0.element) }
                .map { ($0.element, $0.offset) }
        }
        use(features)
        rows.beginArray()
    }

    /// Writes the cells of the next rows for another version's features.
    mutating func use(_ features: [Feature]) {
        let known = Dictionary(features.map { ($0.name, $0) }) { first, _ in first }
        forms = (columns ?? []).map { CellForm(known[$0.name]) }
    }

    var isFull: Bool { rowCount >= maximumRows || rows.bytes.count >= Self.maximumBytes }

    /// Adds the reader's current row.
    mutating func append(_ reader: borrowing TableReader) {
        rowCount += 1
        guard let columns else { return rows.write(raw: reader.field(at: 0)) }
        rows.beginArray()
        for (index, column) in columns.enumerated() {
            forms[index].write(reader.field(at: column.position), to: &rows)
        }
        rows.endArray()
    }

    /// The job of the rows gathered so far; the next row begins another one.
    mutating func finish(id: String) -> [UInt8] {
        rows.endArray()
        var job = JSONWriter()
        job.beginObject()
        job.key("id")
        job.write(id)
        job.key("reply_to")
        job.write(reply)
        if let outputs {
            job.key("outputs")
            job.beginArray()
            for kind in outputs { job.write(kind.rawValue) }
            job.endArray()
        }
        if let columns {
            job.key("features")
            job.beginArray()
            for column in columns { job.write(column.name) }
            job.endArray()
        }
        job.key("rows")
        job.write(raw: rows.bytes.span)
        job.endObject()
        rows.removeAll()
        rows.beginArray()
        rowCount = 0
        return job.bytes
    }
}
