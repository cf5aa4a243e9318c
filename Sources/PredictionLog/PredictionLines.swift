import JSONBytes
import ScoringEngine
import ScoringModel

/// Records as lines of JSON, one after another, each with its line feed. The writer's scratch memory.
struct PredictionLines {
    private var writer = JSONWriter()
    /// Behind the line feed of each line.
    private(set) var ends: [Int] = []
    private var values: [Double] = []

    var count: Int { ends.count }
    var bytes: [UInt8] { writer.bytes }

    /// A line without its line feed.
    func line(_ index: Int) -> ArraySlice<UInt8> {
        writer.bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index] - 1]
    }

    mutating func removeAll() {
        writer.removeAll()
        ends.removeAll(keepingCapacity: true)
    }

    /// Calls `flush` whenever `limit` bytes are full and at the end; it leaves the lines empty.
    mutating func write(_ batch: PredictionBatch, limit: Int, flush: (inout Self) -> Void) {
        let time = Array(DateText.text(milliseconds: batch.time).utf8)
        var (row, text) = (0, 0)
        for job in batch.jobs {
            while row < job.rowEnd {
                append(row, of: job, text, batch, time)
                row += 1
                if writer.bytes.count >= limit { flush(&self) }
            }
            text = job.traceEnd
        }
        if count > 0 { flush(&self) }
    }

    private mutating func append(
        _ row: Int, of job: PredictionBatch.Job, _ firstText: Int, _ batch: PredictionBatch, _ time: [UInt8]
    ) {
        let subject = batch.subject
        let (eventMembers, dataMembers) = (subject.eventMembers, subject.dataMembers)
        let id = subject.idStart + String(batch.firstNumber + row).utf8
        writer.beginObject()
        writer.write(raw: eventMembers.span)
        writer.key("id")
        writer.write(id.span)
        writer.key("time")
        writer.write(time.span)
        let trace = batch.texts.span.extracting(job.idEnd..<job.traceEnd)
        if !trace.isEmpty {
            writer.key("traceparent")
            writer.write(trace)
        }
        writer.key("data")
        writer.beginObject()
        writer.key("job_id")
        writer.write(batch.texts.span.extracting(firstText..<job.idEnd))
        writer.key("row")
        writer.write(Int(batch.rows[row]))
        writeOutputs(of: row, batch)
        writer.write(raw: dataMembers.span)
        writer.key("attempt")
        writer.write(batch.attempt)
        if subject.loggedColumns > 0 { writeFeatures(of: row, batch) }
        writer.endObject()
        writer.endObject()
        writer.endDocument()
        writer.bytes.append(UInt8(ascii: "\n"))
        ends.append(writer.bytes.count)
    }

    /// What a result has without `outputs`; the margins too where that would be no number at all.
    private mutating func writeOutputs(of row: Int, _ batch: PredictionBatch) {
        let subject = batch.subject
        let outputs = subject.outputs
        let margins = batch.margins.span.extracting(row * outputs.margins..<(row + 1) * outputs.margins)
        values.removeAll(keepingCapacity: true)
        outputs.transform(margins, into: &values)
        if outputs.defaults.contains(.label) {
            writer.key("label")
            writer.write(subject.classLabels[outputs.labelIndex(values.span)])
        }
        if outputs.defaults.contains(.score) {
            writer.key("score")
            if subject.isMultiTarget { writer.beginArray() }
            for column in outputs.scoreColumns { write(values[column], subject) }
            if subject.isMultiTarget { writer.endArray() }
        }
        if outputs.defaults.contains(.probabilities) { writeProbabilities(subject) }
        if outputs.defaults == [.label] {
            writer.key("margin")
            writer.beginArray()
            for index in margins.indices { write(margins[index], subject) }
            writer.endArray()
        }
    }

    /// The largest first.
    private mutating func writeProbabilities(_ subject: PredictionSubject) {
        var left = Array(subject.classLabels.indices)
        writer.key("probabilities")
        writer.beginObject()
        for _ in 0..<min(subject.classes, left.count) {
            var best = 0
            for place in left.indices where values[left[place]] > values[left[best]] { best = place }
            let index = left.remove(at: best)
            writer.key(name: subject.classLabels[index])
            write(values[index], subject)
        }
        writer.endObject()
    }

    /// By name; a category by its own, and what is missing as null.
    private mutating func writeFeatures(of row: Int, _ batch: PredictionBatch) {
        let subject = batch.subject
        let start = row * subject.loggedColumns
        writer.key("features")
        writer.beginObject()
        for (index, column) in subject.columns.enumerated() {
            let value = batch.features[start + index]
            writer.key(name: column.name)
            if let code = Int(exactly: value), column.categories.indices.contains(code) {
                writer.write(column.categories[code])
            } else {
                write(value, subject)
            }
        }
        writer.endObject()
    }

    private mutating func write(_ value: Double, _ subject: PredictionSubject) {
        if subject.isSingle { writer.write(Float(value)) } else { writer.write(value) }
    }
}
