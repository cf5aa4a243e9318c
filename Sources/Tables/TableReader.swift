import JSONBytes

/// The rows of a CSV, TSV or JSON Lines file, one at a time: a row is there as soon as its line has ended.
///
/// Memory is bounded whatever the file's size. Blank lines are no rows, except in a table of one column, where they are
/// missing values. Text is UTF-8, with or without a byte-order mark.
package struct TableReader: ~Copyable {
    package let format: TableFormat
    /// The header's names, unique and not empty; `[]` for JSON Lines.
    package private(set) var columns: [String] = []
    /// Line on which the row starts, from 1.
    package private(set) var line = 0
    private let maximumDepth: Int
    private var nextLine = 1
    private var isAtEnd = false
    private let input: any ByteInput
    /// What was read last.
    private var piece: Piece
    /// Bytes up to the end of the current row.
    package private(set) var offset = 0
    private var parser: RecordParser

    /// Opens a file, or standard input for `-`, and reads its header. Without `format` the name's suffix says it, else the
    /// first byte: `{` begins JSON Lines. An object of JSON Lines may be nested `maximumDepth` deep.
    package static func open(
        _ path: String, format: TableFormat? = nil, maximumDepth: Int = 64
    ) throws(TableError) -> TableReader {
        try open(path, format: format, limits: TableLimits(depth: maximumDepth))
    }

    static func open(_ path: String, format: TableFormat?, limits: TableLimits) throws(TableError) -> TableReader {
        try open(FileInput(path, piece: limits.buffer), format: format ?? TableFormat(path: path), limits: limits)
    }

    /// Reads the header of what `input` gives. Without `format` the first byte says it.
    package static func open(_ input: any ByteInput, format: TableFormat?) throws(TableError) -> TableReader {
        try open(input, format: format, limits: TableLimits())
    }

    private static func open(
        _ input: any ByteInput, format: TableFormat?, limits: TableLimits
    ) throws(TableError) -> TableReader {
        var piece = try start(of: input)
        // Who reads gzip has unpacked it before.
        if piece.starts(with: [0x1F, 0x8B]) {
            throw TableError("\(input.name) is packed with gzip; unpack it: gunzip -c FILE | … --input -")
        }
        let offset = piece.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        piece.removeFirst(offset)
        if piece.isEmpty, offset > 0 { piece = try input.next() ?? [] }
        let sniffed: TableFormat = piece.first == UInt8(ascii: "{") ? .jsonLines : .csv
        let format = format ?? sniffed
        let separator = format == .csv ? Self.separator(ofHeader: piece) : format.separator
        var reader = TableReader(input, piece, offset: offset, format, separator, limits)
        if reader.format != .jsonLines { try reader.readHeader() }
        return reader
    }

    private init(
        _ input: any ByteInput, _ piece: [UInt8], offset: Int, _ format: TableFormat, _ separator: UInt8?,
        _ limits: TableLimits
    ) {
        self.input = input
        self.piece = Piece(piece)
        self.offset = offset
        self.format = format
        maximumDepth = limits.depth
        parser = RecordParser(separator: separator, limits: limits)
    }

    /// Bytes of the whole file, where that can be known.
    package var size: Int? { input.size }

    /// For messages.
    package var name: String { input.name }

    /// Moves to the next row; false behind the last one. Blocks until the row's line has ended.
    package mutating func next() throws(TableError) -> Bool {
        while try readRecord() {
            if format == .jsonLines {
                if isSpace() { continue }
                try checkObject()
                return true
            }
            if parser.isBlank, columns.count > 1 { continue }
            guard parser.ends.count == columns.count else {
                throw failure("expected \(columns.count) cells, found \(parser.ends.count)")
            }
            return true
        }
        return false
    }

    /// A cell's text, unquoted; valid UTF-8. For JSON Lines cell 0 is the row's object.
    @_lifetime(borrow self)
    package func field(at column: Int) -> Span<UInt8> {
        parser.bytes.span.extracting(parser.cell(at: column))
    }

    /// The row's cells one after another, one byte between two.
    package var cells: Span<UInt8> {
        @_lifetime(borrow self)
        get { parser.bytes.span }
    }

    /// End of each cell in `cells`.
    package var ends: Span<Int> {
        @_lifetime(borrow self)
        get { parser.ends.span }
    }

    /// Whether `next` would not have to wait for input to begin its row. A writer that stops inside of a line makes it wait
    /// all the same.
    package func isReadable(within limit: Duration) throws(TableError) -> Bool {
        isAtEnd || !piece.isUsed ? true : try input.isReadable(within: limit)
    }

    // MARK: Records

    private mutating func readRecord() throws(TableError) -> Bool {
        guard !isAtEnd else { return false }
        parser.begin()
        line = nextLine
        while true {
            if try parse() { break }
            guard let next = try nextPiece() else {
                isAtEnd = true
                guard try endsWithRecord() else { return false }
                break
            }
            piece = Piece(next)
        }
        nextLine += parser.lineEnds
        if !parser.isASCII { try checkText() }
        return true
    }

    /// Parses what was read; whether that ends a record.
    private mutating func parse() throws(TableError) -> Bool {
        var taken = 0
        do throws(TableError) {
            let isComplete = try parser.consume(piece, taken: &taken)
            piece.skip(taken)
            offset += taken
            return isComplete
        } catch { throw parsingFailure(error) }
    }

    private mutating func nextPiece() throws(TableError) -> [UInt8]? {
        do throws(TableError) { return try input.next() } catch {
            isAtEnd = true
            throw error
        }
    }

    private mutating func endsWithRecord() throws(TableError) -> Bool {
        do throws(TableError) { return try parser.finish() } catch { throw parsingFailure(error) }
    }

    private mutating func parsingFailure(_ error: TableError) -> TableError {
        isAtEnd = true
        return TableError(input.name, line: line + parser.problemOffset, error.description)
    }

    private mutating func checkText() throws(TableError) {
        do { _ = try UTF8Span(validating: parser.bytes.span) } catch {
            throw failure("the text is not UTF-8; save the table as UTF-8")
        }
    }

    private mutating func failure(_ problem: String) -> TableError {
        isAtEnd = true
        return TableError(input.name, line: line, problem)
    }

    // MARK: JSON Lines

    private func isSpace() -> Bool {
        parser.bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
    }

    private mutating func checkObject() throws(TableError) {
        var problem: JSONError?
        do throws(JSONError) {
            var reader = JSONReader(parser.bytes.span, maximumDepth: maximumDepth)
            guard try reader.peek() == .object else { throw JSONError(byte: reader.position, "expected an object") }
            try reader.skipValue()
            try reader.end()
        } catch { problem = error }
        if let problem { throw failure("\(problem)") }
    }

    // MARK: Header

    /// Of a first column without a name: pandas and R write their rows' numbers there.
    private static let indexName = "index"

    /// What separates the cells of a CSV: a comma unless the first line has none outside of quotes; then the semicolons of
    /// spreadsheets whose decimal sign is the comma, or tabs, whichever are more.
    private static func separator(ofHeader piece: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in piece {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") {
                // Blank lines stand before the header in some files.
                if counts.isEmpty { continue } else { break }
            }
            counts[byte, default: 0] += 1
        }
        let semicolons = counts[UInt8(ascii: ";")] ?? 0
        let tabs = counts[UInt8(ascii: "\t")] ?? 0
        if counts[UInt8(ascii: ",")] != nil || semicolons + tabs == 0 { return UInt8(ascii: ",") }
        return UInt8(ascii: semicolons >= tabs ? ";" : "\t")
    }

    private mutating func readHeader() throws(TableError) {
        repeat {
            guard try readRecord() else {
                throw TableError("\(input.name) is empty; its first line must name the columns")
            }
        } while parser.isBlank
        var seen: Set<String> = []
        for index in parser.ends.indices {
            var name = String(decoding: parser.bytes[parser.cell(at: index)], as: UTF8.self)
            if index == 0, name.isEmpty, parser.ends.count > 1 { name = Self.indexName }
            guard !name.isEmpty else { throw failure("column \(index + 1) has no name") }
            guard !name.utf8.contains(UInt8(ascii: "\r")) else {
                throw failure("lines end with CR alone; save the table with LF or CRLF")
            }
            guard seen.insert(name).inserted else { throw failure("two columns have the name \(name.prefix(80))") }
            columns.append(name)
        }
    }

    // MARK: Encoding

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The first bytes, with all of a byte-order mark where there may be one; `[]` when there are none.
    private static func start(of input: any ByteInput) throws(TableError) -> [UInt8] {
        var start: [UInt8] = []
        while start.count < 3, start.first ?? 0xFF >= 0xEF, let piece = try input.next() { start += piece }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            throw TableError("\(input.name) is UTF-16; save it as UTF-8")
        }
        return start
    }
}
