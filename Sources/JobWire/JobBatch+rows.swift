import JSONBytes
import ScoringModel

extension JobBatch {
    /// Reads `rows` into lines of the matrix.
    mutating func readRows(_ reader: inout JSONReader) throws(JSONError) {
        let kind = try reader.peek()
        guard kind == .array else {
            try reader.skipValue()
            return draft.fail(.badJob, "rows is \(kind), expected an array")
        }
        let start = reader.position
        var hasArray = false
        try reader.beginArray()
        while try reader.nextElement() {
            noteProgress(draft.job.rowCount)
            guard draft.failure == nil, hasRoom(forRows: draft.job.rowCount + 1) else {
                try reader.skipValue()
                continue
            }
            let line = rows.count
            rows.append(contentsOf: repeatElement(.nan, count: width))
            switch try reader.peek() {
            case .object: try readObject(&reader, line)
            case .array:
                hasArray = true
                try readArray(&reader, line)
            case let kind:
                try reader.skipValue()
                failRow(RowError(.wrongType, "is \(kind), expected an object or an array"))
            }
            finishRow(line)
        }
        if hasArray, !draft.seen.contains(.features) { draft.arrayRows = start..<reader.position }
    }

    /// Whether a job may have so many rows; fails it if not.
    mutating func hasRoom(forRows count: Int) -> Bool {
        guard let model else { preconditionFailure("append before begin") }
        let (values, overflow) = count.multipliedReportingOverflow(by: model.valuesPerRow)
        if !overflow, values <= maximumValues { return true }
        draft.fail(
            .tooLarge, "the job has more than \(maximumValues / model.valuesPerRow) rows, the limit for this model")
        return false
    }

    private mutating func readObject(_ reader: inout JSONReader, _ line: Int) throws(JSONError) {
        var next = 0
        var isKnown = false
        try reader.beginObject()
        while try reader.nextKey() {
            guard let position = encoder.position(of: reader.string, hint: next) else {
                ignore(reader)
                try reader.skipValue()
                continue
            }
            rows[line + position] = try readCell(&reader, at: position)
            isKnown = true
            next = position + 1
        }
        if !isKnown { failRow(Self.noKnownName) }
    }

    private mutating func readArray(_ reader: inout JSONReader, _ line: Int) throws(JSONError) {
        var count = 0
        try reader.beginArray()
        guard let columns = draft.columns else {
            while try reader.nextElement() {
                if count < width {
                    rows[line + count] = try readCell(&reader, at: count)
                } else {
                    try reader.skipValue()
                }
                count += 1
            }
            if count != width { failWidth(count, "the model has \(width) features") }
            return
        }
        while try reader.nextElement() {
            if count < columns.count, columns[count] >= 0 {
                rows[line + columns[count]] = try readCell(&reader, at: columns[count])
            } else {
                try reader.skipValue()
            }
            count += 1
        }
        if count != columns.count { failWidth(count, "the job names \(columns.count) features") }
        if !columns.contains(where: { $0 >= 0 }) { failRow(Self.noKnownName) }
    }

    /// Reads one value; a value that the feature can't take fails the row and counts as missing.
    mutating func readCell(_ reader: inout JSONReader, at position: Int) throws(JSONError) -> Float {
        if let number = try reader.readIfDecimal() { return encoded(number, at: position) }
        switch try reader.peek() {
        case .number: return encoded(try reader.readNumber(), at: position)
        case .null: try reader.readNull()
        case .string:
            try reader.readString()
            do throws(RowError) {
                return try encoder.encode(text: reader.string, at: position)
            } catch {
                failRow(error)
            }
        case .boolean:
            let boolean = try reader.readBoolean()
            do throws(RowError) {
                return try encoder.encode(boolean: boolean, at: position)
            } catch {
                failRow(error)
            }
        case let kind:
            try reader.skipValue()
            failRow(RowError(.wrongType, "has \(kind) for \(encoder.features[position].name)"))
        }
        return .nan
    }

    private mutating func encoded(_ number: Double, at position: Int) -> Float {
        do throws(RowError) {
            return try encoder.encode(number: number, at: position)
        } catch {
            failRow(error)
            return .nan
        }
    }

    static var noKnownName: RowError { RowError(.missingFeature, "has none of the model's features") }

    private mutating func failWidth(_ count: Int, _ expectation: String) {
        // Says more than what is wrong with one of its values.
        draft.rowError = RowError(.wrongWidth, "has \(count) values, \(expectation)")
    }

    mutating func failRow(_ error: RowError) {
        if draft.rowError == nil { draft.rowError = error }
    }

    /// Closes the line of the matrix that starts at `line`.
    private mutating func finishRow(_ line: Int) {
        if draft.rowError == nil { check(line) }
        hasFailed.append(false)
        let row = draft.job.rowCount
        draft.job.rowCount += 1
        if let error = draft.rowError {
            draft.rowError = nil
            failRow(row, error)
        }
    }

    /// Fails the row that is being read when it lacks a required value.
    mutating func check(_ line: Int) {
        do throws(RowError) {
            try encoder.check(rows.span.extracting(line..<line + width))
        } catch {
            failRow(error)
        }
    }

    /// Marks a row of the job that is being read as failed; the first error of a row counts.
    mutating func failRow(_ row: Int, _ error: RowError) {
        guard !hasFailed[draft.job.firstRow + row] else { return }
        hasFailed[draft.job.firstRow + row] = true
        draft.job.failedRows += 1
        draft.rowErrorCounts[error.code, default: 0] += 1
        if draft.job.failedRows <= JobLimits.rowErrors { rowErrors.append(FailedRow(row: row, error: error)) }
        draft.job.rowErrors = draft.job.rowErrors.lowerBound..<rowErrors.count
    }
}
