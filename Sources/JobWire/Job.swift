import ScoringModel

/// What a batch keeps of a job after its payload is gone. Ranges lie in the batch's `texts`.
struct Job {
    var id: Range<Int>?
    /// Index into the batch's `replyNames`; -1 for the `results` list.
    var reply = -1
    /// Raw JSON.
    var traceparent: Range<Int>?
    var metadata: Range<Int>?
    /// Raw JSON of the members of `parameters.ignored`.
    var ignored: Range<Int>?
    /// Range in the batch's `outputKinds`; empty for the model's defaults.
    var outputs = 0..<0
    var firstRow = 0
    var rowCount = 0
    var failedRows = 0
    /// Range in the batch's `rowErrors`, ascending by row.
    var rowErrors = 0..<0
    /// Index into the batch's `failures`; -1 for a job with rows.
    var failure = -1
}

/// A failed row that gets a message.
struct FailedRow {
    /// Within its job.
    var row: Int
    var error: RowError
}
