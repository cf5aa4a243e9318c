import JSONBytes
import ScoringEngine
import ScoringModel

extension JobBatch {
    /// Scores stand among the values: for a binary model the probability of the positive class is one of two.
    func writeScores(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        let layout = (stride: model.outputs.valueColumns, columns: model.outputs.scoreColumns)
        writeNumbers(of: job, values.span, layout, model.frames.score, &writer)
    }

    func writeLabels(of job: Job, _ model: WireModel, _ writer: inout JSONWriter) {
        model.frames.label.begin(rows: job.rowCount, &writer)
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
        model.frames.label.end(&writer)
    }

    /// Writes some columns of a row-major matrix with one line per row of the job as a tensor.
    func writeNumbers(
        of job: Job, _ numbers: Span<Double>, _ layout: (stride: Int, columns: Range<Int>), _ frame: TensorFrame,
        _ writer: inout JSONWriter
    ) {
        let isSingle = encoder.precision == .float32
        frame.begin(rows: job.rowCount, &writer)
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
        frame.end(&writer)
    }
}
