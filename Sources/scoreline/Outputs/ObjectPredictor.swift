import JSONBytes
import JobWire
import ModelFile
import ScoringEngine
import ScoringModel
import Tables

/// Rows of a JSON Lines file scored in this process, through the jobs and results of a worker.
struct ObjectPredictor {
    private let scorer: BatchScorer
    private let wire: WireModel
    private let columns: OutputColumns
    private var builder: JobBuilder
    private var batch = JobBatch()

    init(_ model: AdmittedModel, _ columns: OutputColumns, maximumRows: Int) {
        let manifest = model.model.manifest
        scorer = model.scorer
        self.columns = columns
        wire = WireModel(
            name: manifest.name, version: 1, sha256: model.sha256, manifest: manifest, encoder: model.encoder,
            outputs: model.outputs)
        builder = JobBuilder(
            columns: [], unsent: nil, features: manifest.features, outputs: columns.kinds, reply: "offline",
            maximumRows: maximumRows)
    }

    var isFull: Bool { builder.isFull }

    /// Adds the reader's current row.
    mutating func append(_ reader: borrowing TableReader) { builder.append(reader) }

    /// Answers of the rows added since the last call.
    mutating func answers() throws(JSONError) -> [RowAnswer] {
        let count = builder.rowCount
        guard count > 0 else { return [] }
        batch.begin(wire, attempt: 1, now: 0)
        batch.append(builder.finish(id: "offline").span)
        var margins: [Double] = []
        scorer.score(batch.rows.span, into: &margins)
        var results = ResultBatch()
        _ = batch.encode(margins, into: &results)
        return try JobAnswer(results.bytes(at: 0).span).rows(count, columns)
    }
}
