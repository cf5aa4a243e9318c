/// The cells of one record after another, from bytes that come in pieces of any size.
///
/// RFC 4180, and what is found in files beyond it: a quote inside a cell that does not start with one is a quote, and a
/// line may end with LF alone. Without a separator a record is a line.
struct RecordParser {
    private enum State {
        case cellStart, plain, quoted
        /// Behind a quote in a quoted cell: the first of two, or the last one.
        case afterQuote
        /// Behind the CR behind a quoted cell: only LF can come.
        case afterQuotedReturn
    }

    private let separator: UInt8?
    private let ending: ByteFinder
    private let limits: TableLimits
    private var state = State.cellStart
    private var cellBegin = 0
    /// Cells of the record, unquoted, one after another, a separator between two: a record without quotes is copied whole.
    private(set) var bytes: [UInt8] = []
    /// End of each cell in `bytes`; the next one begins a byte behind it.
    private(set) var ends: [Int] = []
    /// Line ends in the record so far, also those inside of quotes.
    private(set) var lineEnds = 0
    private(set) var isASCII = true
    /// Where an error belongs: line ends of the record before it.
    private(set) var problemOffset = 0

    /// Whether nothing stands on the line so far, not even an empty pair of quotes.
    private(set) var isBlank = true

    init(separator: UInt8?, limits: TableLimits) {
        self.separator = separator
        self.limits = limits
        ending = ByteFinder(UInt8(ascii: "\n"), separator ?? UInt8(ascii: "\n"))
    }

    /// Forgets the record and keeps its memory.
    mutating func begin() {
        state = .cellStart
        cellBegin = 0
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        lineEnds = 0
        isASCII = true
        isBlank = true
        problemOffset = 0
    }

    func cell(at index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1] + 1)..<ends[index] }

    /// Reads up to the end of a record (true) or of `input` (false), and says how many bytes that took.
    mutating func consume(_ input: Span<UInt8>, taken: inout Int) throws(TableError) -> Bool {
        taken = 0
        while taken < input.count {
            switch state {
            case .cellStart where separator != nil && input[taken] == UInt8(ascii: "\""):
                taken += 1
                state = .quoted
                isBlank = false
                problemOffset = lineEnds
            case .cellStart, .plain:
                if try takePlain(input, &taken) { return true }
            case .quoted:
                try takeQuoted(input, &taken)
            case .afterQuote, .afterQuotedReturn:
                let byte = input[taken]
                taken += 1
                if try takeBehindQuote(byte) { return true }
            }
        }
        return false
    }

    mutating func consume(_ piece: borrowing Piece, taken: inout Int) throws(TableError) -> Bool {
        try consume(piece.unread, taken: &taken)
    }

    /// The input has ended; whether it ended with a record that no line end closed.
    mutating func finish() throws(TableError) -> Bool {
        if state == .quoted { throw TableError("a quoted cell that starts here does not end") }
        guard !isBlank else { return false }
        let isReturn = state == .plain && bytes.count > cellBegin && bytes.last == UInt8(ascii: "\r")
        try endCell(at: isReturn ? bytes.count - 1 : bytes.count)
        return true
    }

    // MARK: Plain cells

    /// Copies cells up to the line's end (true), a quote that begins a cell, or the end of `input`.
    private mutating func takePlain(_ input: Span<UInt8>, _ taken: inout Int) throws(TableError) -> Bool {
        let start = taken
        // From a position in `input` to one in `bytes`.
        let shift = bytes.count - start
        if state == .cellStart { cellBegin = bytes.count }
        state = .plain
        var index = start
        var nonASCII: UInt64 = 0
        while index < input.count {
            var hits: UInt64
            if input.count - index >= 8 {
                let word = word(of: input, at: index)
                nonASCII |= word
                hits = ending.matches(word)
            } else {
                nonASCII |= UInt64(input[index]) << 56
                hits = input[index] == ending.first || input[index] == ending.second ? 0x80 : 0
            }
            let width = input.count - index >= 8 ? 8 : 1
            while hits != 0 {
                let position = index + hits.trailingZeroBitCount >> 3
                hits &= hits - 1
                if input[position] == UInt8(ascii: "\n") {
                    append(input, start..<position, nonASCII)
                    lineEnds += 1
                    let hasReturn = bytes.count > cellBegin && bytes[bytes.count - 1] == UInt8(ascii: "\r")
                    try endCell(at: hasReturn ? bytes.count - 1 : bytes.count)
                    taken = position + 1
                    return true
                }
                isBlank = false
                try endCell(at: position + shift)
                cellBegin = position + shift + 1
                if position + 1 < input.count, input[position + 1] == UInt8(ascii: "\"") {
                    append(input, start..<(position + 1), nonASCII)
                    taken = position + 1
                    state = .cellStart
                    return false
                }
            }
            index += width
        }
        append(input, start..<input.count, nonASCII)
        taken = input.count
        if bytes.count == cellBegin { state = .cellStart } else { try checkCell(end: bytes.count) }
        return false
    }

    /// Appends a run of plain cells. `nonASCII` may have looked beyond it: then the text is checked once more than needed.
    private mutating func append(_ input: Span<UInt8>, _ run: Range<Int>, _ nonASCII: UInt64) {
        if nonASCII & ByteFinder.highBits != 0 { isASCII = false }
        // A CR at the end may belong to the line end.
        if isBlank { for index in run where input[index] != UInt8(ascii: "\r") { isBlank = false; break } }
        unsafe input.extracting(run).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private func word(of input: Span<UInt8>, at index: Int) -> UInt64 {
        unsafe UInt64(littleEndian: input.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    // MARK: Quoted cells

    private mutating func takeQuoted(_ input: Span<UInt8>, _ taken: inout Int) throws(TableError) {
        let start = taken
        while taken < input.count {
            let byte = input[taken]
            if byte == UInt8(ascii: "\"") {
                state = .afterQuote
                break
            }
            if byte == UInt8(ascii: "\n") { lineEnds += 1 }
            if byte >= 0x80 { isASCII = false }
            taken += 1
        }
        unsafe input.extracting(start..<taken).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        if state == .afterQuote { taken += 1 }
        try checkCell(end: bytes.count)
    }

    /// True when the byte ends a record.
    private mutating func takeBehindQuote(_ byte: UInt8) throws(TableError) -> Bool {
        if byte == UInt8(ascii: "\n") {
            lineEnds += 1
            try endCell(at: bytes.count)
            return true
        }
        guard state == .afterQuote else { throw textBehindQuote() }
        switch byte {
        case UInt8(ascii: "\""):
            state = .quoted
            bytes.append(byte)
        case separator:
            try endCell(at: bytes.count)
            bytes.append(byte)
            cellBegin = bytes.count
            state = .cellStart
        case UInt8(ascii: "\r"): state = .afterQuotedReturn
        default: throw textBehindQuote()
        }
        return false
    }

    private mutating func textBehindQuote() -> TableError {
        problemOffset = lineEnds
        return TableError("text follows a closing quote; a quote inside a quoted cell is written twice")
    }

    // MARK: Limits

    private mutating func endCell(at end: Int) throws(TableError) {
        try checkCell(end: end)
        guard ends.count < limits.columns else { throw TableError("a row has more than \(limits.columns) cells") }
        ends.append(end)
    }

    private func checkCell(end: Int) throws(TableError) {
        if separator != nil, end - cellBegin > limits.cell {
            throw TableError("a cell has more than \(limits.cell) bytes; is a closing quote missing?")
        }
        if end - ends.count > limits.row { throw TableError("a row has more than \(limits.row) bytes") }
    }
}
