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

    /// Appends a job's `traceparent` where it is a text of `count` bytes that needs no escape, nothing otherwise.
    package func appendTraceParent(ofJob index: Int, count: Int, to bytes: inout [UInt8]) {
        guard let json = jobs[index].traceparent, json.count == count + 2 else { return }
        let text = texts[json.dropFirst().dropLast()]
        guard texts[json.lowerBound] == UInt8(ascii: "\""), !text.contains(UInt8(ascii: "\\")) else { return }
        bytes.append(contentsOf: text)
    }
}
