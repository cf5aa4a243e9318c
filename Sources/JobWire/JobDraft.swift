import ScoringModel

/// What is known of the job that is being read.
struct JobDraft {
    var job = Job()
    var seen = JobField.Set()
    /// The first one; later fields are still read, for `id` and to find out whether this is JSON at all.
    private(set) var failure: JobFailure?
    var hasRows = false
    var hasInputs = false
    /// Tensors may have their values behind the JSON.
    var isBinary = false
    /// Where `rows` stands in the payload, when a row was an array and `features` may still come.
    var arrayRows: Range<Int>?
    /// Positions of `features` in the model, -1 for a name it does not know; nil without the field.
    var columns: [Int]?
    var expiresAt: Int?
    var modelVersion: String?
    var tensors: [Tensor] = []
    /// Names that the model does not know.
    var ignored: [[UInt8]] = []
    /// First error of the row that is being read.
    var rowError: RowError?
    /// How many rows failed, by code.
    var rowErrorCounts: [RowError.Code: Int] = [:]

    mutating func fail(_ code: JobFailure.Code, _ message: String) {
        if failure == nil { failure = JobFailure(code, message) }
    }

    /// Takes the place of a failure found before.
    mutating func failAbove(_ code: JobFailure.Code, _ message: String) { failure = JobFailure(code, message) }
}
