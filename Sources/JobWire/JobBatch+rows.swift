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
            let start = appendLines(1)
            switch try reader.peek() {
            case .object: try readObject(&reader, start)
            case .array:
                hasArray = true
                try readArray(&reader, start)
            case let kind:
                try reader.skipValue()
                failRow(RowError(.wrongType, "is \(kind), expected an object or an array"))
            }
            finishRow(start)
        }
        if hasArray, !draft.seen.contains(.features) { draft.arrayRows = start..<reader.position }
    }

    /// Appends lines of missing values to the matrix, and gives the place of their first field: in `rows`, or in `fields`,
    /// which then has these lines alone.
    mutating func appendLines(_ count: Int) -> Int {
        let start = rows.count
        rows.append(contentsOf: repeatElement(.nan, count: count * encoder.columnCount))
        if encoder.isPlain { return start }
        fields.removeAll(keepingCapacity: true)
        fields.append(contentsOf: repeatElement(.nan, count: count * width))
        return 0
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

    private mutating func readObject(_ reader: inout JSONReader, _ start: Int) throws(JSONError) {
        var next = 0
        var isKnown = false
        try reader.beginObject()
        while true {
            // Rows name the features in the model's order, as a rule.
            let count = readMembers(&reader, from: next, start)
            next += count
            isKnown = isKnown || count > 0
            guard try reader.nextKey() else { break }
            guard let position = encoder.position(of: reader.string, hint: next) else {
                ignore(reader)
                try reader.skipValue()
                continue
            }
            try readCell(&reader, at: position, to: start + position)
            isKnown = true
            next = position + 1
        }
        if !isKnown { failRow(Self.noKnownName) }
    }

    private mutating func readArray(_ reader: inout JSONReader, _ start: Int) throws(JSONError) {
        var count = 0
        try reader.beginArray()
        guard let columns = draft.columns else {
            while true {
                count += readNumbers(&reader, from: count, start)
                guard try reader.nextElement() else { break }
                if count < width {
                    try readCell(&reader, at: count, to: start + count)
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
                try readCell(&reader, at: columns[count], to: start + columns[count])
            } else {
                try reader.skipValue()
            }
            count += 1
        }
        if count != columns.count { failWidth(count, "the job names \(columns.count) features") }
        if !columns.contains(where: { $0 >= 0 }) { failRow(Self.noKnownName) }
    }

    // MARK: Numbers in the model's order, in one call for many

    /// Reads members of the row whose fields begin at `start`, as long as they are numbers of the features from `position`
    /// on, in their order; gives how many.
    private mutating func readMembers(_ reader: inout JSONReader, from position: Int, _ start: Int) -> Int {
        let place = start + position
        let count =
            encoder.isPlain
            ? reader.readMembers(memberNames, from: position, into: &rows, from: place)
            : reader.readMembers(memberNames, from: position, into: &fields, from: place)
        encodeNumbers(of: position..<position + count, at: place)
        return count
    }

    /// The same for elements of an array.
    mutating func readNumbers(_ reader: inout JSONReader, from position: Int, _ start: Int) -> Int {
        guard position < width else { return 0 }
        let place = start + position
        let count =
            encoder.isPlain
            ? reader.readNumbers(into: &rows, from: place, atMost: width - position)
            : reader.readNumbers(into: &fields, from: place, atMost: width - position)
        encodeNumbers(of: position..<position + count, at: place)
        return count
    }

    /// Encodes numbers where they stand: in `rows`, or in `fields`.
    mutating func encodeNumbers(of positions: Range<Int>, at place: Int) {
        var next = positions.lowerBound
        while next < positions.upperBound {
            let here = place + next - positions.lowerBound
            let rest = next..<positions.upperBound
            let count =
                encoder.isPlain
                ? encoder.encode(numbers: &rows, at: here, of: rest)
                : encoder.encode(numbers: &fields, at: here, of: rest)
            next += count
            guard next < positions.upperBound else { return }
            // One that is more than its number, or is refused.
            if encoder.isPlain {
                rows[here + count] = encoded(rows[here + count], at: next)
            } else {
                fields[here + count] = value(fields[here + count], at: next)
            }
            next += 1
        }
    }

    /// Reads one value to its place in `rows`, or in `fields`; a value that the feature can't take fails the row and counts
    /// as missing.
    mutating func readCell(_ reader: inout JSONReader, at position: Int, to place: Int) throws(JSONError) {
        guard encoder.isPlain else {
            fields[place] = try readField(&reader, at: position)
            return
        }
        rows[place] = try readColumn(&reader, at: position)
    }

    private mutating func readColumn(_ reader: inout JSONReader, at position: Int) throws(JSONError) -> Double {
        if let number = try reader.readIfDecimal() { return encoded(number, at: position) }
        return encoder.precision.rounded(try readOther(&reader, at: position))
    }

    private mutating func readField(_ reader: inout JSONReader, at position: Int) throws(JSONError) -> Double {
        if let number = try reader.readIfDecimal() { return value(number, at: position) }
        return try readOther(&reader, at: position)
    }

    /// Reads what does not start like a decimal number.
    private mutating func readOther(_ reader: inout JSONReader, at position: Int) throws(JSONError) -> Double {
        switch try reader.peek() {
        case .number: return value(try reader.readNumber(), at: position)
        case .null: try reader.readNull()
        case .string:
            try reader.readString()
            return value(text: reader.string, at: position)
        case .boolean: return value(boolean: try reader.readBoolean(), at: position)
        case let kind:
            try reader.skipValue()
            failRow(RowError(.wrongType, "has \(kind) for \(encoder.features[position].name)"))
        }
        return .nan
    }

    private mutating func encoded(_ number: Double, at position: Int) -> Double {
        do throws(RowError) {
            return try encoder.encode(number: number, at: position)
        } catch {
            failRow(error)
            return .nan
        }
    }

    mutating func value(_ number: Double, at position: Int) -> Double {
        do throws(RowError) {
            return try encoder.value(number: number, at: position)
        } catch {
            failRow(error)
            return .nan
        }
    }

    mutating func value(text: Span<UInt8>, at position: Int) -> Double {
        do throws(RowError) {
            return try encoder.value(text: text, at: position)
        } catch {
            failRow(error)
            return .nan
        }
    }

    mutating func value(boolean: Bool, at position: Int) -> Double {
        do throws(RowError) {
            return try encoder.value(boolean: boolean, at: position)
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

    /// Closes the row whose fields begin at `start`, the last one of the matrix.
    private mutating func finishRow(_ start: Int) {
        if draft.rowError == nil { complete(fieldsAt: start, line: rows.count - encoder.columnCount) }
        hasFailed.append(false)
        let row = draft.job.rowCount
        draft.job.rowCount += 1
        if let error = draft.rowError {
            draft.rowError = nil
            failRow(row, error)
        }
    }

    /// Computes the line of the matrix of a row whose fields are read; fails it when it lacks a required value.
    mutating func complete(fieldsAt start: Int, line: Int) {
        do throws(RowError) {
            if encoder.isPlain {
                try encoder.check(rows.span.extracting(start..<start + width))
            } else {
                try encoder.complete(fieldsAt: start, of: fields, into: &rows, at: line)
            }
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
