import JSONBytes
import ScoringEngine
import ScoringModel

extension JobBatch {
    /// Scores stand among the values: for a binary model the probability of the positive class is one of two.
    func writeScores(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        let layout = (stride: model.outputs.valueColumns, columns: model.outputs.scoreColumns)
        let isMatrix = model.manifest.task == .multiTarget
        writeNumbers("score", of: job, values.span, layout, isMatrix: isMatrix, &writer)
    }

    func writeLabels(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        beginTensor("label", "BYTES", [job.rowCount], &writer)
        let columns = model.outputs.valueColumns
        for row in 0..<job.rowCount {
            if hasFailed[job.firstRow + row] {
                writer.writeNull()
            } else {
                let line = values.span.extracting(row * columns..<(row + 1) * columns)
                let label = model.quotedLabels[model.outputs.labelIndex(line)]
                writer.write(raw: label.span)
            }
        }
        endTensor(&writer)
    }

    /// Writes some columns of a row-major matrix with one line per row of the job as a tensor.
    func writeNumbers(
        _ name: StaticString, of job: Job, _ numbers: Span<Float>, _ layout: (stride: Int, columns: Range<Int>),
        isMatrix: Bool, labels: Span<UInt8>? = nil, _ writer: inout JSONWriter
    ) {
        beginTensor(name, "FP32", isMatrix ? [job.rowCount, layout.columns.count] : [job.rowCount], &writer)
        for row in 0..<job.rowCount {
            let isNull = hasFailed[job.firstRow + row]
            for column in layout.columns {
                if isNull { writer.writeNull() } else { writer.write(numbers[row * layout.stride + column]) }
            }
        }
        endTensor(labels: labels, &writer)
    }

    private func beginTensor(
        _ name: StaticString, _ datatype: StaticString, _ shape: [Int], _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("name")
        writer.write(literal: name)
        writer.key("datatype")
        writer.write(literal: datatype)
        writer.key("shape")
        writer.beginArray()
        for size in shape { writer.write(size) }
        writer.endArray()
        writer.key("data")
        writer.beginArray()
    }

    private func endTensor(labels: Span<UInt8>? = nil, _ writer: inout JSONWriter) {
        writer.endArray()
        if let labels {
            writer.key("parameters")
            writer.beginObject()
            writer.key("labels")
            writer.write(raw: labels)
            writer.endObject()
        }
        writer.endObject()
    }
}
