import JSONBytes

/// Rows into a CSV, TSV or JSON Lines file, or standard output; cells in the order of the columns.
///
/// Writes are collected; what was appended is in the file after `flush` or `close`, not before.
package struct TableWriter: ~Copyable {
    package let format: TableFormat
    package let columns: [String]
    private var output: OutputFile
    private var row = JSONWriter()
    private var column = 0

    /// Creates or empties a file (`-` is standard output) and writes the header of a CSV or TSV file. Without `format` the
    /// name's suffix says it, else it is CSV.
    package static func open(
        _ path: String, columns: [String], format: TableFormat? = nil
    ) throws(TableError) -> TableWriter {
        var writer = TableWriter(try OutputFile(path), columns, format ?? TableFormat(path: path) ?? .csv)
        if writer.format != .jsonLines {
            for name in columns { writer.append(name) }
            try writer.endRow()
        }
        return writer
    }

    private init(_ output: consuming OutputFile, _ columns: [String], _ format: TableFormat) {
        self.output = output
        self.columns = columns
        self.format = format
    }

    /// Appends a text as the next cell.
    package mutating func append(_ text: String) {
        begin()
        guard let separator = format.separator else { return row.write(text) }
        var text = text
        text.withUTF8 { unsafe appendQuoted(Span(_unsafeElements: $0), separator) }
    }

    /// Appends a text of valid UTF-8 as the next cell.
    package mutating func append(_ text: Span<UInt8>) {
        begin()
        if let separator = format.separator { appendQuoted(text, separator) } else { row.write(text) }
    }

    /// Appends a number with the fewest digits that read back as the same Float; NaN and infinities are missing cells.
    package mutating func append(_ number: Float) {
        guard number.isFinite else { return appendMissing() }
        begin()
        if format == .jsonLines { return row.write(number) }
        row.bytes.append(contentsOf: DecimalNumber.shortest(number).utf8)
    }

    /// The same with the fewest digits that read back as the same Double.
    package mutating func append(_ number: Double) {
        guard number.isFinite else { return appendMissing() }
        begin()
        if format == .jsonLines { return row.write(number) }
        row.bytes.append(contentsOf: DecimalNumber.shortest(number).utf8)
    }

    /// Appends a JSON value as the next cell; outside JSON Lines a text loses its quotes and `null` is missing.
    package mutating func append(json value: Span<UInt8>) throws(TableError) {
        if format == .jsonLines {
            begin()
            return row.write(raw: value)
        }
        do throws(JSONError) {
            var reader = JSONReader(value)
            switch try reader.peek() {
            case .string:
                try reader.readString()
                append(reader.string)
            case .null: appendMissing()
            default: append(value)
            }
        } catch { throw TableError("a value for \(output.name) is no JSON: \(error)") }
    }

    /// Leaves the next cell empty; `null` in JSON Lines.
    package mutating func appendMissing() {
        begin()
        if format == .jsonLines { row.writeNull() }
    }

    /// Ends a row, for which every column must have got its cell.
    package mutating func endRow() throws(TableError) {
        precondition(column == columns.count, "a row with \(column) cells in a table of \(columns.count) columns")
        if format == .jsonLines {
            row.endObject()
        } else if row.bytes.isEmpty {
            // The only cell of the row is missing: a blank line would be no row for some readers.
            row.bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\"")])
        }
        row.bytes.append(UInt8(ascii: "\n"))
        column = 0
        try output.write(row.bytes)
        row.removeAll()
    }

    /// Hands over to the system what was collected.
    package mutating func flush() throws(TableError) { try output.flush() }

    /// Flushes and closes; only then is it known that all of it could be written.
    package consuming func close() throws(TableError) { try output.close() }

    private mutating func begin() {
        precondition(column < columns.count, "a row with more cells than columns")
        if let separator = format.separator {
            if column > 0 { row.bytes.append(separator) }
        } else {
            if column == 0 { row.beginObject() }
            row.key(name: columns[column])
        }
        column += 1
    }

    private mutating func appendQuoted(_ text: Span<UInt8>, _ separator: UInt8) {
        let quote = UInt8(ascii: "\"")
        // At the start of a file U+FEFF would be a byte-order mark.
        var needsQuotes = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
        for index in text.indices {
            let byte = text[index]
            if byte == separator || byte == quote || byte == 0x0A || byte == 0x0D { needsQuotes = true }
        }
        if needsQuotes { row.bytes.append(quote) }
        for index in text.indices {
            if text[index] == quote { row.bytes.append(quote) }
            row.bytes.append(text[index])
        }
        if needsQuotes { row.bytes.append(quote) }
    }
}
