/// What those read of a batch who watch what is scored, between `encode` and the next `begin`.
extension JobBatch {
    /// The lines of a job in `rows`, in its order; empty for a job that failed as a whole.
    package func rows(ofJob index: Int) -> Range<Int> {
        let job = jobs[index]
        return job.firstRow..<job.firstRow + job.rowCount
    }

    /// One element per line of `rows`: whether it failed, and got no outputs.
    package var rowFailures: [Bool] { hasFailed }

    /// Deliveries of the jobs of this batch, this one counted.
    package var deliveryAttempt: Int { attempt }

    /// Appends the UTF-8 of a job's id, without JSON's escapes.
    package func appendID(ofJob index: Int, to bytes: inout [UInt8]) {
        if let id = jobs[index].id { bytes.append(contentsOf: texts[id]) }
    }

    /// Appends a job's position in a trace; nothing where its `traceparent` is no such.
    package func appendTraceParent(ofJob index: Int, to bytes: inout [UInt8]) {
        guard let json = jobs[index].traceparent, let trace = TraceParent(json: texts.span.extracting(json)) else {
            return
        }
        bytes.append(contentsOf: trace.description.utf8)
    }
}
