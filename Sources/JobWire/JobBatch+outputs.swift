import JSONBytes
import ScoringEngine
import ScoringModel

extension JobBatch {
    /// Scores stand among the values: for a binary model the probability of the positive class is one of two.
    func writeScores(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        let layout = (stride: model.outputs.valueColumns, columns: model.outputs.scoreColumns)
        let isMatrix = model.manifest.task == .multiTarget
        writeNumbers(
            #""name":"score","datatype":"FP32""#, of: job, values.span, layout, isMatrix: isMatrix, &writer)
    }

    func writeLabels(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        beginTensor(#""name":"label","datatype":"BYTES""#, rows: job.rowCount, &writer)
        let columns = model.outputs.valueColumns
        for row in 0..<job.rowCount {
            noteProgress(row)
            if hasFailed[job.firstRow + row] {
                writer.writeNull()
            } else {
                let line = values.span.extracting(row * columns..<(row + 1) * columns)
                let label = model.labels[model.outputs.labelIndex(line)]
                writer.write(raw: label.span)
            }
        }
        writer.endArray()
        writer.endObject()
    }

    /// Writes some columns of a row-major matrix with one line per row of the job as a tensor; `head` has the
    /// tensor's first members, `tail` its last ones.
    func writeNumbers(
        _ head: StaticString, of job: Job, _ numbers: Span<Float>, _ layout: (stride: Int, columns: Range<Int>),
        isMatrix: Bool, tail: Span<UInt8>? = nil, _ writer: inout JSONWriter
    ) {
        beginTensor(head, rows: job.rowCount, columns: isMatrix ? layout.columns.count : nil, &writer)
        for row in 0..<job.rowCount {
            noteProgress(row)
            let isNull = hasFailed[job.firstRow + row]
            for column in layout.columns {
                if isNull { writer.writeNull() } else { writer.write(numbers[row * layout.stride + column]) }
            }
        }
        writer.endArray()
        if let tail { writer.write(raw: tail) }
        writer.endObject()
    }

    /// Writes a tensor up to its first value.
    private func beginTensor(_ head: StaticString, rows: Int, columns: Int? = nil, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.write(raw: head)
        writer.key("shape")
        writer.beginArray()
        writer.write(rows)
        if let columns { writer.write(columns) }
        writer.endArray()
        writer.key("data")
        writer.beginArray()
    }
}
