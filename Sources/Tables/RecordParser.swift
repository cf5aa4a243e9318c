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
    private let limits: TableLimits
    private var state = State.cellStart
    private var cellBegin = 0
    /// Cells of the record, unquoted, one after another.
    private(set) var bytes: [UInt8] = []
    /// End of each cell in `bytes`.
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

    func cell(at index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// Reads up to the end of a record (true) or of `input` (false), and says how many bytes that took.
    mutating func consume(_ input: Span<UInt8>, taken: inout Int) throws(TableError) -> Bool {
        taken = 0
        while taken < input.count {
            let byte = input[taken]
            taken += 1
            if try take(byte) { return true }
        }
        return false
    }

    /// The input has ended; whether it ended with a record that no line end closed.
    mutating func finish() throws(TableError) -> Bool {
        if state == .quoted { throw TableError("a quoted cell that starts here does not end") }
        guard !isBlank else { return false }
        try endCell(isLast: true)
        return true
    }

    /// True when the byte ends a record.
    private mutating func take(_ byte: UInt8) throws(TableError) -> Bool {
        if byte == UInt8(ascii: "\n") {
            lineEnds += 1
            if state == .quoted {
                try store(byte)
                return false
            }
            try endCell(isLast: true)
            return true
        }
        switch state {
        case .cellStart where byte == UInt8(ascii: "\"") && separator != nil:
            state = .quoted
            isBlank = false
            problemOffset = lineEnds
        case .cellStart, .plain:
            if byte == separator {
                isBlank = false
                try endCell(isLast: false)
            } else {
                state = .plain
                // A CR at the end may belong to the line end: `endCell` decides.
                if byte != UInt8(ascii: "\r") { isBlank = false }
                try store(byte)
            }
        case .quoted:
            if byte == UInt8(ascii: "\"") { state = .afterQuote } else { try store(byte) }
        case .afterQuote:
            if byte == UInt8(ascii: "\"") {
                state = .quoted
                try store(byte)
            } else if byte == separator {
                try endCell(isLast: false)
            } else if byte == UInt8(ascii: "\r") {
                state = .afterQuotedReturn
            } else {
                throw textBehindQuote()
            }
        case .afterQuotedReturn: throw textBehindQuote()
        }
        return false
    }

    private mutating func store(_ byte: UInt8) throws(TableError) {
        if byte >= 0x80 { isASCII = false }
        bytes.append(byte)
        if separator != nil, bytes.count - cellBegin > limits.cell {
            throw TableError("a cell has more than \(limits.cell) bytes; is a closing quote missing?")
        }
        if bytes.count > limits.row { throw TableError("a row has more than \(limits.row) bytes") }
    }

    private mutating func endCell(isLast: Bool) throws(TableError) {
        if isLast, state == .plain, bytes.count > cellBegin, bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard ends.count < limits.columns else { throw TableError("a row has more than \(limits.columns) cells") }
        ends.append(bytes.count)
        cellBegin = bytes.count
        state = .cellStart
    }

    private mutating func textBehindQuote() -> TableError {
        problemOffset = lineEnds
        return TableError("text follows a closing quote; a quote inside a quoted cell is written twice")
    }
}
