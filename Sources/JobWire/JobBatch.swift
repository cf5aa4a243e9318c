import JSONBytes
import Keyspace
import ScoringEngine
import ScoringModel

/// Jobs in, one row matrix out; margins in, one result per job out. One lane's scratch memory, used again for every
/// batch.
///
/// No input makes it throw: what can't be scored becomes a failed result. Payloads need not outlive the call that
/// appends them.
package struct JobBatch {
    var model: WireModel?
    var encoder = RowEncoder(features: [])
    /// Values of a row of a job.
    var width = 0
    /// Those of a row in the model's order.
    var allColumns: [Int] = []
    var memberNames = MemberNames([])
    var attempt = 1
    /// Milliseconds since 1970 on Redis' clock.
    var now = 0

    var jobs: [Job] = []
    /// Encoded rows, row-major, `rowCount` × the model's columns; NaN is missing. A row that failed has a line too.
    package internal(set) var rows: [Double] = []
    /// Where the encoder is not plain, what the columns are computed from: the fields of the row that is being read, or of
    /// all rows of a job of tensors; row-major, `width` a row.
    var fields: [Double] = []
    /// One element per row.
    var hasFailed: [Bool] = []
    var rowErrors: [FailedRow] = []
    var failures: [JobFailure] = []
    /// Bytes that jobs point into.
    var texts: [UInt8] = []
    var outputKinds: [OutputKind] = []
    var replyNames: [String] = []
    var replyPositions: [String: Int] = [:]
    /// The list of the last job that had one: mostly that of the next, too.
    var latestReply: (name: [UInt8], position: Int) = ([], 0)
    /// Of the last job of the binary form: mostly those of the next, too, to the byte.
    var repeatedInputs = RepeatedInputs()
    var counts = BatchCounts()
    /// Of the job being read.
    var draft = JobDraft()
    /// Scores or probabilities of one job.
    var values: [Double] = []

    /// Numbers that are read only to be counted.
    var passed = Array(repeating: 0.0, count: 1024)

    let maximumValues: Int
    /// Called every 1 024 rows or values read or written, so that a large job does not look like one that hangs.
    package var onProgress: @Sendable () -> Void = {}

    /// - Parameter maximumValues: of one job: rows × what one row costs, see `WireModel.valuesPerRow`.
    package init(maximumValues: Int = JobLimits.values) { self.maximumValues = maximumValues }

    package var jobCount: Int { jobs.count }
    package var rowCount: Int { hasFailed.count }

    /// Whether the rows should be scored and encoded before more jobs are appended: small jobs can unfold to many
    /// values. `encode` appends, so several rounds can fill one `ResultBatch`.
    package var isFull: Bool { rows.count >= maximumValues }

    /// Forgets the last batch and keeps its memory.
    /// - Parameters:
    ///   - model: scores all jobs of the batch.
    ///   - attempt: deliveries + 1.
    ///   - now: milliseconds since 1970 on Redis' clock.
    package mutating func begin(_ model: WireModel, attempt: Int, now: Int) {
        self.model = model
        self.attempt = attempt
        self.now = now
        encoder = model.encoder
        if width != model.encoder.features.count { allColumns = Array(0..<model.encoder.features.count) }
        width = model.encoder.features.count
        memberNames = model.memberNames
        jobs.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        hasFailed.removeAll(keepingCapacity: true)
        rowErrors.removeAll(keepingCapacity: true)
        failures.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        outputKinds.removeAll(keepingCapacity: true)
        replyNames.removeAll(keepingCapacity: true)
        replyPositions.removeAll(keepingCapacity: true)
        latestReply.name.removeAll(keepingCapacity: true)
        repeatedInputs.forget()
        counts = BatchCounts()
    }

    /// Reads one job. `begin` must have been called.
    package mutating func append(_ payload: Span<UInt8>) {
        guard payload.count <= JobLimits.bytes else {
            return appendOversized(head: payload.extracting(first: 4096), length: payload.count)
        }
        startJob()
        do throws(JSONError) {
            if BinaryForm.isMarked(payload) { try readBinary(payload) } else { try read(payload) }
        } catch {
            let place = draft.isBinary ? "in the header, " : ""
            draft.failAbove(error.kind == .tooDeep ? .tooDeep : .badJSON, place + error.description)
            salvage(payload)
        }
        finishJob()
    }

    /// Answers a job that was too large to be fetched.
    /// - Parameters:
    ///   - head: its first bytes.
    ///   - length: of the whole job.
    package mutating func appendOversized(head: Span<UInt8>, length: Int) {
        startJob()
        draft.fail(.tooLarge, "the job has \(length) bytes, more than the limit")
        salvage(head)
        finishJob()
    }

    /// Gives up a job that workers died over, without parsing or scoring it.
    package mutating func appendPoison(_ payload: Span<UInt8>) {
        startJob()
        draft.fail(.poison, "workers died over this job; it is kept in the list of dead jobs")
        salvage(payload)
        finishJob()
    }

    private func trace(of job: Job) -> TraceParent? {
        guard let range = job.traceparent else { return nil }
        return TraceParent(json: texts.span.extracting(range))
    }

    func noteProgress(_ index: Int) {
        if index & 1023 == 1023 { onProgress() }
    }

    private mutating func startJob() {
        draft = JobDraft()
        draft.job.firstRow = rowCount
        draft.job.rowErrors = rowErrors.count..<rowErrors.count
        draft.job.outputs = outputKinds.count..<outputKinds.count
    }

    private mutating func finishJob() {
        if let failure = draft.failure {
            forgetRows()
            draft.job.failure = failures.count
            failures.append(failure)
            counts.addFailure(failure.code, counts.keepsFailures ? trace(of: draft.job) : nil)
        } else {
            counts.completed += 1
            counts.rows += draft.job.rowCount - draft.job.failedRows
            if !draft.rowErrorCounts.isEmpty {
                counts.rowErrors.merge(draft.rowErrorCounts, uniquingKeysWith: +)
            }
        }
        keepIgnored()
        jobs.append(draft.job)
    }

    /// Takes back every row of the job that is being read.
    mutating func forgetRows() {
        rows.removeLast(rows.count - draft.job.firstRow * encoder.columnCount)
        hasFailed.removeLast(hasFailed.count - draft.job.firstRow)
        rowErrors.removeLast(rowErrors.count - draft.job.rowErrors.lowerBound)
        draft.job.rowErrors = rowErrors.count..<rowErrors.count
        draft.job.rowCount = 0
        draft.job.failedRows = 0
        draft.rowErrorCounts.removeAll()
    }

    /// Finds `id` and `reply_to` in a job that can't be read to its end, unless they were read before.
    mutating func salvage(_ payload: Span<UInt8>) {
        guard draft.job.id == nil || draft.job.reply < 0 else { return }
        let payload = EnvelopeScan.document(of: payload)
        let scan = EnvelopeScan(payload)
        if draft.job.id == nil, let range = scan.id {
            var reader = JSONReader(payload.extracting(range))
            if (try? reader.readString()) != nil, (1...JobLimits.idBytes).contains(reader.string.count) {
                draft.job.id = keep(reader.string)
            }
        }
        if draft.job.reply < 0, let range = scan.replyTo {
            var reader = JSONReader(payload.extracting(range))
            if (try? reader.readString()) != nil { draft.job.reply = reply(reader) ?? -1 }
        }
    }

    /// Copies bytes into `texts`.
    mutating func keep(_ bytes: Span<UInt8>) -> Range<Int> {
        let start = texts.count
        for index in bytes.indices { texts.append(bytes[index]) }
        return start..<texts.count
    }

    /// Position of the reply list whose name the reader read last; nil when it can't be one.
    mutating func reply(_ reader: borrowing JSONReader) -> Int? {
        guard (1...64).contains(reader.string.count) else { return nil }
        if reader.stringEquals(latestReply.name.span) { return latestReply.position }
        let name = reader.stringValue
        guard Keyspace.isName(name) else { return nil }
        let position = replyPositions[name] ?? replyNames.count
        if position == replyNames.count {
            replyPositions[name] = position
            replyNames.append(name)
        }
        latestReply = (reader.stringBytes, position)
        return position
    }

    private mutating func keepIgnored() {
        guard draft.failure == nil, !draft.ignored.isEmpty else { return }
        var writer = JSONWriter()
        for name in draft.ignored { writer.write(name.span) }
        draft.job.ignored = keep(writer.bytes.span)
    }
}
