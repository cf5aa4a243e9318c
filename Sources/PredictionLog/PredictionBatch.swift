import JobWire

/// What a lane copies of the rows of one batch: numbers as they are, and the few texts. The writer makes lines of it.
///
/// One flat array for each kind, so that a batch costs the lane some appends and no formatting.
struct PredictionBatch: Sendable {
    struct Job {
        /// In `texts`: the id, then the traceparent, which may be empty.
        var idEnd: Int
        var traceEnd: Int
        /// In `rows`.
        var rowEnd: Int
    }

    let subject: PredictionSubject
    let attempt: Int
    /// Of its first row, in the records' ids.
    let firstNumber: Int
    /// When it was committed, in ms since 1970.
    var time = 0
    var jobs: [Job] = []
    /// Places of the rows in their jobs.
    var rows: [UInt32] = []
    var texts: [UInt8] = []
    /// `rows.count` × the model's margins.
    var margins: [Double] = []
    /// `rows.count` × the model's columns, or empty.
    var features: [Double] = []
    /// Rows that found no room.
    var lostRows = 0

    init(_ subject: PredictionSubject, attempt: Int, firstNumber: Int) {
        self.subject = subject
        self.attempt = attempt
        self.firstNumber = firstNumber
    }

    var byteCount: Int {
        jobs.count * MemoryLayout<Job>.stride + rows.count * MemoryLayout<UInt32>.stride + texts.count
            + (margins.count + features.count) * MemoryLayout<Double>.stride
    }

    /// Appends the rows of a round that were scored and that the sample takes, until the batch has `room` bytes.
    mutating func append(_ batch: JobBatch, _ scored: [Double], _ sample: RowSample, room: Int) {
        let (width, columns) = (subject.marginCount, subject.loggedColumns)
        let (failures, values) = (batch.rowFailures, batch.rows)
        let bytesPerRow = 4 + 8 * (width + columns)
        var left = room - byteCount
        for job in 0..<batch.jobCount {
            let lines = batch.rows(ofJob: job)
            guard !lines.isEmpty else { continue }
            let (firstText, firstRow) = (texts.count, rows.count)
            batch.appendID(ofJob: job, to: &texts)
            let idEnd = texts.count
            let seed = sample.seed(texts.span.extracting(firstText..<idEnd))
            batch.appendTraceParent(ofJob: job, to: &texts)
            left -= MemoryLayout<Job>.stride + texts.count - firstText
            for line in lines where !failures[line] && sample.takes(row: line - lines.lowerBound, seed) {
                guard left >= bytesPerRow else {
                    lostRows += 1
                    continue
                }
                left -= bytesPerRow
                rows.append(UInt32(line - lines.lowerBound))
                for index in line * width..<(line + 1) * width { margins.append(scored[index]) }
                for index in line * columns..<(line + 1) * columns { features.append(values[index]) }
            }
            if rows.count > firstRow {
                jobs.append(Job(idEnd: idEnd, traceEnd: texts.count, rowEnd: rows.count))
            } else {
                left += MemoryLayout<Job>.stride + texts.count - firstText
                texts.removeLast(texts.count - firstText)
            }
        }
    }
}
