import JSONBytes
import ScoringEngine
import ScoringModel

extension JobBatch {
    /// Scores stand among the values: for a binary model the probability of the positive class is one of two.
    func writeScores(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        let layout = (stride: model.outputs.valueColumns, columns: model.outputs.scoreColumns)
        let isMatrix = model.manifest.task == .multiTarget
        writeNumbers(
            "score", of: job, values.span, layout, isMatrix: isMatrix, &writer)
    }

    func writeLabels(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        beginTensor("label", "BYTES", rows: job.rowCount, &writer)
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

    /// Writes some columns of a row-major matrix with one line per row of the job as a tensor; `tail` has the tensor's last
    /// members.
    func writeNumbers(
        _ name: StaticString, of job: Job, _ numbers: Span<Double>, _ layout: (stride: Int, columns: Range<Int>),
        isMatrix: Bool, tail: Span<UInt8>? = nil, _ writer: inout JSONWriter
    ) {
        let isSingle = encoder.precision == .float32
        beginTensor(
            name, isSingle ? "FP32" : "FP64", rows: job.rowCount, columns: isMatrix ? layout.columns.count : nil,
            &writer)
        for row in 0..<job.rowCount {
            noteProgress(row)
            let isNull = hasFailed[job.firstRow + row]
            for column in layout.columns {
                let number = numbers[row * layout.stride + column]
                if isNull {
                    writer.writeNull()
                } else if isSingle {
                    writer.write(Float(number))
                } else {
                    writer.write(number)
                }
            }
        }
        writer.endArray()
        if let tail { writer.write(raw: tail) }
        writer.endObject()
    }

    /// Writes a tensor up to its first value.
    private func beginTensor(
        _ name: StaticString, _ type: StaticString, rows: Int, columns: Int? = nil, _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("name")
        writer.write(literal: name)
        writer.key("datatype")
        writer.write(literal: type)
        writer.key("shape")
        writer.beginArray()
        writer.write(rows)
        if let columns { writer.write(columns) }
        writer.endArray()
        writer.key("data")
        writer.beginArray()
    }
}
