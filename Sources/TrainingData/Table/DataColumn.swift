import JSONBytes
import ScoringModel

/// The cells of one column: 4 bytes each while every code fits, 8 from then on, and the different texts.
struct DataColumn: Sendable {
    /// One of the two is in use.
    private var narrow: [Int32] = []
    private var wide: [Int64] = []
    private var isWide = false
    private(set) var texts = TextDictionary()

    /// A column whose first `missing` cells are missing.
    init(missing: Int = 0) { narrow = Array(repeating: .min, count: missing) }

    subscript(row: Int) -> CellCode {
        @inline(__always)
        get { isWide ? CellCode(bits: wide[row]) : CellCode(narrow: narrow[row]) }
    }

    /// Bytes of memory.
    var size: Int { narrow.count * 4 + wide.count * 8 + texts.size }

    @inline(__always)
    mutating func append(_ text: Span<UInt8>) {
        if let code = CellCode(decimal: text) { append(code) } else { appendText(text) }
    }

    mutating func appendMissing() { append(CellCode.missing) }

    /// What a text of the column is, as the encoder would see it.
    enum TextKind: Equatable {
        case number(Double)
        case boolean
        case date
        case text
    }

    /// By the number of the text.
    var textKinds: [TextKind] {
        (0..<texts.count).map { index in
            if let number = DecimalNumber.parse(texts[index]) { return .number(number) }
            if BooleanWords.value(of: texts[index]) != nil { return .boolean }
            return DateText.parse(texts[index]) == nil ? .text : .date
        }
    }

    /// Appends a cell's text, the one that was read; of a missing cell nothing.
    func append(_ code: CellCode, to bytes: inout [UInt8]) {
        if code.isMissing { return }
        guard code.isText else { return code.appendDecimal(to: &bytes) }
        unsafe texts[code.index].withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    func bytes(of code: CellCode) -> [UInt8] {
        var bytes: [UInt8] = []
        append(code, to: &bytes)
        return bytes
    }

    /// Frees what only appending needs.
    mutating func freeze() { texts.freeze() }

    /// Words that mean *missing* are not told apart: nobody reads them.
    private mutating func appendText(_ text: Span<UInt8>) {
        append(MissingWords.contains(text) ? .missing : CellCode(text: texts.index(of: text)))
    }

    @inline(__always)
    private mutating func append(_ code: CellCode) {
        if !isWide {
            if let bits = code.narrow { return narrow.append(bits) }
            widen()
        }
        wide.append(code.bits)
    }

    private mutating func widen() {
        wide.reserveCapacity(narrow.count + narrow.count / 2 + 16)
        for bits in narrow { wide.append(CellCode(narrow: bits).bits) }
        narrow = []
        isWide = true
    }
}
