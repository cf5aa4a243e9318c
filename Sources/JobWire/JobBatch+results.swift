import JSONBytes
import ScoringEngine
import ScoringModel

extension JobBatch {
    /// Appends one result per job, in the order of the jobs.
    ///
    /// - Parameters:
    ///   - margins: of `rows`: `rowCount` × the model's margins.
    ///   - results: may hold results of earlier rounds.
    /// - Returns: what became of the jobs and rows of this round.
    package mutating func encode(_ margins: [Double], into results: inout ResultBatch) -> BatchCounts {
        guard let model else { preconditionFailure("encode before begin") }
        let columns = model.outputs.margins
        precondition(margins.count == rowCount * columns, "one margin per row and group")
        let destinations = results.positions(of: replyNames)
        var writer = JSONWriter()
        swap(&writer.bytes, &results.bytes)
        for job in jobs {
            writer.beginObject()
            writer.key("id")
            if let id = job.id { writer.write(texts.span.extracting(id)) } else { writer.writeNull() }
            if job.failure >= 0 {
                write(failures[job.failure], of: job, &writer)
            } else {
                let range = job.firstRow * columns..<(job.firstRow + job.rowCount) * columns
                write(job, margins.span.extracting(range), model, &writer)
            }
            writer.endObject()
            writer.endDocument()
            results.ends.append(writer.bytes.count)
            results.destinations.append(job.reply < 0 ? 0 : destinations[job.reply])
        }
        swap(&writer.bytes, &results.bytes)
        return counts
    }

    private func write(_ failure: JobFailure, of job: Job, _ writer: inout JSONWriter) {
        writer.write(raw: #""status":"failed""#)
        writer.key("error")
        writer.beginObject()
        writer.key("code")
        writer.write(failure.code.rawValue)
        writer.key("message")
        writer.write(failure.message)
        writer.endObject()
        writeEcho(of: job, &writer)
    }

    private mutating func write(
        _ job: Job, _ margins: Span<Double>, _ model: WireModel, _ writer: inout JSONWriter
    ) {
        writer.begin(raw: model.resultMembers.span)
        values.removeAll(keepingCapacity: true)
        let columns = model.outputs.margins
        for row in 0..<job.rowCount {
            noteProgress(row)
            model.outputs.transform(margins.extracting(row * columns..<(row + 1) * columns), into: &values)
        }
        let kinds = job.outputs.isEmpty ? model.outputs.defaults[...] : outputKinds[job.outputs]
        for kind in kinds {
            switch kind {
            case .label: writeLabels(of: job, model, &writer)
            case .score: writeScores(of: job, model, &writer)
            case .probabilities:
                let layout = (stride: model.outputs.valueColumns, columns: 0..<model.outputs.probabilities)
                writeNumbers(of: job, values.span, layout, model.frames.probabilities, &writer)
            case .margin:
                let layout = (stride: columns, columns: 0..<columns)
                writeNumbers(of: job, margins, layout, model.frames.margin, &writer)
            }
        }
        writer.endArray()
        if job.failedRows > 0 { writeRowErrors(of: job, &writer) }
        writeEcho(of: job, &writer)
        writer.begin(raw: model.parameterMembers.span)
        writer.write(attempt)
        if let ignored = job.ignored {
            writer.key("ignored")
            writer.beginArray()
            writer.write(raw: texts.span.extracting(ignored))
            writer.endArray()
        }
        if job.failedRows > job.rowErrors.count {
            writer.key("failed_rows")
            writer.write(job.failedRows)
        }
        writer.endObject()
    }

    private func writeEcho(of job: Job, _ writer: inout JSONWriter) {
        if let traceparent = job.traceparent {
            writer.key("traceparent")
            writer.write(raw: texts.span.extracting(traceparent))
        }
        if let metadata = job.metadata {
            writer.key("metadata")
            writer.write(raw: texts.span.extracting(metadata))
        }
    }

    private func writeRowErrors(of job: Job, _ writer: inout JSONWriter) {
        writer.key("row_errors")
        writer.beginArray()
        for failed in rowErrors[job.rowErrors] {
            writer.beginObject()
            writer.key("row")
            writer.write(failed.row)
            writer.key("code")
            writer.write(failed.error.code.rawValue)
            writer.key("message")
            writer.write(failed.error.message(row: failed.row))
            writer.endObject()
        }
        writer.endArray()
    }
}
