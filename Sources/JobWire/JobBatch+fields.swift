import JSONBytes
import ScoringEngine
import ScoringModel

extension JobBatch {
    /// Reads a job's fields in whatever order they come; `tail` has what follows the JSON in the binary form.
    mutating func read(_ document: Span<UInt8>, tail: Span<UInt8> = Span()) throws(JSONError) {
        var reader = JSONReader(document, maximumDepth: JobLimits.depth)
        let kind = try reader.peek()
        guard kind == .object else {
            try reader.skipValue()
            try reader.end()
            return draft.fail(.badJob, "the job is \(kind), expected an object")
        }
        try reader.beginObject()
        while try reader.nextKey() {
            guard let field = JobField(reader) else {
                if reader.string.count > JobLimits.nameBytes { failLongName() }
                try reader.skipValue()
                continue
            }
            guard draft.seen.insert(field) else {
                try reader.skipValue()
                draft.fail(.badJob, "the field \(field.name) stands twice")
                continue
            }
            try read(field, &reader)
        }
        try reader.end()
        try complete(document, tail)
    }

    private mutating func read(_ field: JobField, _ reader: inout JSONReader) throws(JSONError) {
        if try reader.peek() == .null, field != .id, field != .metadata {
            // Programs that write every field of a record write null for the ones they don't use.
            return try reader.readNull()
        }
        switch field {
        case .id: try readID(&reader)
        case .rows:
            draft.hasRows = true
            try readRows(&reader)
        case .features: try readFeatures(&reader)
        case .inputs:
            draft.hasInputs = true
            try readInputs(&reader)
        case .outputs: try readOutputs(&reader)
        case .replyTo:
            guard try readText(&reader, field) else { return }
            guard let position = reply(reader) else {
                return draft.fail(.badJob, "reply_to must have 1 to 64 characters of A-Z a-z 0-9 _ . -")
            }
            draft.job.reply = position
        case .expiresAt:
            guard try readText(&reader, field) else { return }
            guard let time = Timestamp.milliseconds(reader.string) else {
                return draft.fail(
                    .badJob, "expires_at is no ISO 8601 time with a zone, such as 2026-05-01T12:00:00Z")
            }
            draft.expiresAt = time
        case .modelVersion:
            if try reader.peek() == .number {
                let start = reader.position
                let number = try reader.readNumber()
                guard let version = Int(exactly: number) else {
                    return draft.fail(.badJob, "model_version, at byte \(start), is no whole number")
                }
                draft.modelVersion = String(version)
            } else if try readText(&reader, field) {
                guard reader.string.count <= JobLimits.nameBytes else { return failLongName() }
                draft.modelVersion = reader.stringValue
            }
        case .traceparent: draft.job.traceparent = try readEcho(&reader, field)
        case .metadata: draft.job.metadata = try readEcho(&reader, field)
        }
    }

    /// Reads a text into `reader.string`; false when it is something else, which fails the job.
    private mutating func readText(_ reader: inout JSONReader, _ field: JobField) throws(JSONError) -> Bool {
        let kind = try reader.peek()
        guard kind == .string else {
            try reader.skipValue()
            draft.fail(.badJob, "\(field.name) is \(kind), expected a text")
            return false
        }
        try reader.readString()
        return true
    }

    private mutating func readID(_ reader: inout JSONReader) throws(JSONError) {
        let kind = try reader.peek()
        guard kind == .string else {
            try reader.skipValue()
            return draft.failAbove(.badID, "id is \(kind), expected a text")
        }
        try reader.readString()
        let count = reader.string.count
        guard (1...JobLimits.idBytes).contains(count) else {
            return draft.failAbove(.badID, "id has \(count) bytes, expected 1 to \(JobLimits.idBytes)")
        }
        draft.job.id = keep(reader.string)
    }

    private mutating func readEcho(_ reader: inout JSONReader, _ field: JobField) throws(JSONError) -> Range<Int>? {
        let range = try reader.skipValue()
        guard range.count <= JobLimits.echoBytes else {
            draft.fail(.badJob, "\(field.name) has \(range.count) bytes, expected at most \(JobLimits.echoBytes)")
            return nil
        }
        return keep(reader.source(range))
    }

    private mutating func readFeatures(_ reader: inout JSONReader) throws(JSONError) {
        let kind = try reader.peek()
        guard kind == .array else {
            try reader.skipValue()
            return draft.fail(.badJob, "features is \(kind), expected an array of names")
        }
        var columns: [Int] = []
        var taken = Array(repeating: false, count: width)
        try reader.beginArray()
        while try reader.nextElement() {
            guard draft.failure == nil else {
                try reader.skipValue()
                continue
            }
            guard try readText(&reader, .features) else { continue }
            guard columns.count < width + JobLimits.nameBytes else {
                draft.fail(.badJob, "features has far more names than the model's \(width)")
                continue
            }
            guard let position = encoder.position(of: reader.string, hint: (columns.last ?? -1) + 1) else {
                ignore(reader)
                columns.append(-1)
                continue
            }
            if taken[position] {
                draft.fail(.badJob, "features has the name \(encoder.features[position].name) twice")
            }
            taken[position] = true
            columns.append(position)
        }
        draft.columns = columns
    }

    private mutating func readOutputs(_ reader: inout JSONReader) throws(JSONError) {
        let kind = try reader.peek()
        guard kind == .array else {
            try reader.skipValue()
            return draft.fail(.badJob, "outputs is \(kind), expected an array of names")
        }
        guard let model else { preconditionFailure("append before begin") }
        let first = outputKinds.count
        try reader.beginArray()
        while try reader.nextElement() {
            guard try readText(&reader, .outputs), draft.failure == nil else { continue }
            let known = model.outputs.kinds
            guard reader.string.count <= 64, let kind = OutputKind(rawValue: reader.stringValue), known.contains(kind)
            else {
                let names = known.map(\.rawValue).joined(separator: ", ")
                draft.fail(.unknownOutput, "outputs asks for \(quoted(reader)), this model answers \(names)")
                continue
            }
            if !outputKinds[first...].contains(kind) { outputKinds.append(kind) }
        }
        if outputKinds.count == first { draft.fail(.badJob, "outputs is empty") }
        draft.job.outputs = first..<outputKinds.count
    }

    /// What can only be said when all fields are known.
    private mutating func complete(_ document: Span<UInt8>, _ tail: Span<UInt8>) throws(JSONError) {
        guard draft.seen.contains(.id) else { return draft.failAbove(.noID, "the job has no id") }
        guard draft.hasRows != draft.hasInputs else {
            return draft.fail(
                .badJob, "the job has \(draft.hasRows ? "both rows and inputs" : "neither rows nor inputs")")
        }
        guard draft.failure == nil, let model else { return }
        if let wanted = draft.modelVersion, wanted != String(model.version) {
            return draft.fail(
                .wrongVersion, "the job wants version \(wanted.prefix(40)), version \(model.version) is live")
        }
        if let expiresAt = draft.expiresAt, expiresAt < now {
            return draft.fail(.expired, "the job expired \(now - expiresAt) ms before it was claimed")
        }
        if draft.columns != nil, let range = draft.arrayRows {
            // `features` came after `rows`, which were read in the model's order.
            forgetRows()
            var reader = JSONReader(document.extracting(range), maximumDepth: JobLimits.depth)
            try readRows(&reader)
        }
        if draft.isBinary { checkTensors(tail) }
        if draft.failure == nil, draft.hasInputs { try fillFromTensors(document, tail) }
        if draft.failure == nil, draft.job.rowCount == 0 { draft.fail(.noRows, "the job has no rows") }
    }

    mutating func failLongName() {
        draft.fail(.badJob, "a name has more than \(JobLimits.nameBytes) bytes")
    }

    /// Notes the name that the reader read last, which the model does not know.
    mutating func ignore(_ reader: borrowing JSONReader) {
        if reader.string.count > JobLimits.nameBytes { return failLongName() }
        // The names come in the same order in every row; most jobs have one or two of them.
        for known in draft.ignored where reader.stringEquals(known.span) { return }
        if draft.ignored.count < JobLimits.ignoredNames { draft.ignored.append(reader.stringBytes) }
    }

    mutating func ignore(_ name: [UInt8]) {
        guard draft.ignored.count < JobLimits.ignoredNames, !draft.ignored.contains(name) else { return }
        draft.ignored.append(name)
    }

    /// At most 40 characters of what the reader read last.
    func quoted(_ reader: borrowing JSONReader) -> String {
        guard reader.string.count <= JobLimits.nameBytes else { return "a name of \(reader.string.count) bytes" }
        let text = reader.stringValue
        return text.count > 40 ? "\"\(text.prefix(40))…\"" : "\"\(text)\""
    }
}
