/// A pull parser over bytes: the caller asks for what should come next and gets it without a tree in between.
///
/// Strict RFC 8259 with valid UTF-8, plus the literals `NaN`, `Infinity` and `-Infinity`, which XGBoost and Python write.
/// Objects and arrays are read as
///
///     try reader.beginObject()
///     while try reader.nextKey() { switch reader.key … }    // then exactly one value
///
/// Nothing is allocated for keys, numbers and texts without escapes. After an error the reader is of no further use.
package struct JSONReader: ~Escapable {
    package enum Kind: Sendable, CustomStringConvertible {
        case object, array, string, number, boolean, null

        /// As a message says it: "an object".
        package var description: String {
            switch self {
            case .object: "an object"
            case .array: "an array"
            case .string: "a text"
            case .number: "a number"
            case .boolean: "a truth value"
            case .null: "null"
            }
        }
    }

    let bytes: Span<UInt8>
    /// Offset of the next byte.
    package private(set) var position = 0
    package private(set) var depth = 0
    private let maximumDepth: Int
    /// Directly after a `{` or `[`: no comma may come.
    private var isFirst = false
    private var text = Text.plain(0..<0)
    private var unescaped: [UInt8] = []

    private enum Text {
        case plain(Range<Int>)
        /// In `unescaped`.
        case unescaped
    }

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>, maximumDepth: Int = 64) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    // MARK: Structure

    /// What the next value is, by its first byte; reads nothing of it.
    package mutating func peek() throws(JSONError) -> Kind {
        skipSpace()
        guard position < bytes.count else { throw JSONError(byte: position, "expected a value, found the end") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"), UInt8(ascii: "I"):
            return .number
        default: throw JSONError(byte: position, "expected a value")
        }
    }

    package mutating func beginObject() throws(JSONError) { try begin(UInt8(ascii: "{"), "an object") }
    package mutating func beginArray() throws(JSONError) { try begin(UInt8(ascii: "["), "an array") }

    /// Whether another element follows; false consumes the `]`.
    package mutating func nextElement() throws(JSONError) -> Bool { try next(UInt8(ascii: "]"), "an array") }

    /// Whether another member follows, whose name then is in `string`; false consumes the `}`.
    package mutating func nextKey() throws(JSONError) -> Bool {
        guard try next(UInt8(ascii: "}"), "an object") else { return false }
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw JSONError(byte: position, "expected a name in quotes")
        }
        try readString()
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw JSONError(byte: position, "expected a colon after the name")
        }
        position += 1
        return true
    }

    /// Refuses anything but space after the document.
    package mutating func end() throws(JSONError) {
        skipSpace()
        guard position == bytes.count else { throw JSONError(byte: position, "expected the end of the document") }
    }

    private mutating func begin(_ byte: UInt8, _ what: String) throws(JSONError) {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else {
            throw JSONError(byte: position, "expected \(what)")
        }
        guard depth < maximumDepth else {
            throw JSONError(.tooDeep, byte: position, "nested deeper than \(maximumDepth) levels")
        }
        position += 1
        depth += 1
        isFirst = true
    }

    private mutating func next(_ close: UInt8, _ what: String) throws(JSONError) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw JSONError(byte: position, "\(what) does not end") }
        if bytes[position] == close {
            position += 1
            depth -= 1
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard bytes[position] == UInt8(ascii: ",") else {
            throw JSONError(byte: position, "expected a comma or the end of \(what)")
        }
        position += 1
        return true
    }

    // MARK: Scalars

    package mutating func readNull() throws(JSONError) { try readLiteral("null") }

    package mutating func readBoolean() throws(JSONError) -> Bool {
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "t") {
            try readLiteral("true")
            return true
        }
        try readLiteral("false")
        return false
    }

    /// The correctly rounded Double; ±infinity for a magnitude above the largest one.
    package mutating func readNumber() throws(JSONError) -> Double {
        skipSpace()
        guard position < bytes.count else { throw JSONError(byte: position, "expected a number, found the end") }
        switch bytes[position] {
        case UInt8(ascii: "N"):
            try readLiteral("NaN")
            return .nan
        case UInt8(ascii: "I"):
            try readLiteral("Infinity")
            return .infinity
        case UInt8(ascii: "-") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "I"):
            try readLiteral("-Infinity")
            return -.infinity
        default:
            guard let number = DecimalNumber.scan(bytes, from: position) else {
                throw JSONError(byte: position, "expected a number")
            }
            position = number.end
            return number.value
        }
    }

    /// A whole number, such as `7` or `7.0`, inside the range of Int.
    package mutating func readInteger() throws(JSONError) -> Int {
        skipSpace()
        let start = position
        let value = try readNumber()
        if isPlainInteger(start..<position) {
            // Exact beyond 2^53, where the Double is not.
            if let exact = integer(in: start..<position) { return exact }
        } else if let exact = Int(exactly: value) {
            return exact
        }
        throw JSONError(byte: start, "expected a whole number")
    }

    private func isPlainInteger(_ range: Range<Int>) -> Bool {
        for index in range where bytes[index] != UInt8(ascii: "-") && bytes[index] &- UInt8(ascii: "0") > 9 {
            return false
        }
        return true
    }

    /// The digits of a plain integer as an Int; nil for any other number, or one outside the range of Int.
    func integer(in range: Range<Int>) -> Int? {
        guard range.count <= 20 else { return nil }
        var value = 0
        var isNegative = false
        for index in range {
            let digit = Int(bytes[index]) - 0x30
            if index == range.lowerBound, bytes[index] == UInt8(ascii: "-") {
                isNegative = true
                continue
            }
            guard (0...9).contains(digit) else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            // Downwards, where Int reaches further.
            let (sum, overflow2) = tens.subtractingReportingOverflow(digit)
            guard !overflow, !overflow2 else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    private mutating func readLiteral(_ literal: StaticString) throws(JSONError) {
        skipSpace()
        let start = position
        for offset in 0..<literal.utf8CodeUnitCount {
            guard position < bytes.count, unsafe bytes[position] == literal.utf8Start[offset] else {
                throw JSONError(byte: start, "expected \(literal)")
            }
            position += 1
        }
    }

    // MARK: Strings

    /// The bytes of the name or text that was read last: valid UTF-8, escapes resolved.
    package var string: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            switch text {
            case .plain(let range): return bytes.extracting(range)
            case .unescaped: return unescaped.span
            }
        }
    }

    /// Whether `string` is this text; makes no String.
    package func stringEquals(_ literal: StaticString) -> Bool {
        let span = string
        guard span.count == literal.utf8CodeUnitCount else { return false }
        for index in span.indices {
            guard unsafe span[index] == literal.utf8Start[index] else { return false }
        }
        return true
    }

    package func stringEquals(_ text: Span<UInt8>) -> Bool {
        let span = string
        guard span.count == text.count else { return false }
        for index in span.indices where span[index] != text[index] { return false }
        return true
    }

    /// The same as an array.
    package var stringBytes: [UInt8] {
        let span = string
        var copy: [UInt8] = []
        copy.reserveCapacity(span.count)
        for index in span.indices { copy.append(span[index]) }
        return copy
    }

    /// The same as a String.
    package var stringValue: String { String(decoding: stringBytes, as: UTF8.self) }

    /// Bytes of the document, such as a range that `skipValue` returned.
    @_lifetime(copy self)
    package func source(_ range: Range<Int>) -> Span<UInt8> { bytes.extracting(range) }

    /// Reads a text; `string` then has its bytes.
    package mutating func readString() throws(JSONError) {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw JSONError(byte: position, "expected a text")
        }
        position += 1
        let start = position
        var isASCII = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                if !isASCII { try checkUTF8(start..<position) }
                text = .plain(start..<position)
                position += 1
                return
            }
            if byte == UInt8(ascii: "\\") { return try readEscaped(from: start) }
            guard byte >= 0x20 else { throw JSONError(byte: position, "a control character in a text") }
            if byte >= 0x80 { isASCII = false }
            position += 1
        }
        throw JSONError(byte: start - 1, "a text that does not end")
    }

    private mutating func readEscaped(from start: Int) throws(JSONError) {
        unescaped.removeAll(keepingCapacity: true)
        var plain = start
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                try take(plain..<position)
                text = .unescaped
                position += 1
                return
            case UInt8(ascii: "\\"):
                try take(plain..<position)
                try readEscape()
                plain = position
            case 0..<0x20: throw JSONError(byte: position, "a control character in a text")
            default: position += 1
            }
        }
        throw JSONError(byte: start - 1, "a text that does not end")
    }

    private mutating func take(_ range: Range<Int>) throws(JSONError) {
        try checkUTF8(range)
        for index in range { unescaped.append(bytes[index]) }
    }

    private mutating func readEscape() throws(JSONError) {
        let start = position
        guard start + 1 < bytes.count else { throw JSONError(byte: start, "a text that does not end") }
        position += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): unescaped.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): unescaped.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): unescaped.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): unescaped.append(8)
        case UInt8(ascii: "f"): unescaped.append(12)
        case UInt8(ascii: "n"): unescaped.append(10)
        case UInt8(ascii: "r"): unescaped.append(13)
        case UInt8(ascii: "t"): unescaped.append(9)
        case UInt8(ascii: "u"):
            let unit = try hexUnit(at: start)
            var code = UInt32(unit)
            if (0xD800..<0xDC00).contains(unit), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                position += 2
                let low = try hexUnit(at: start)
                guard (0xDC00..<0xE000).contains(low) else { throw JSONError(byte: start, "a lone surrogate") }
                code = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw JSONError(byte: start, "a lone surrogate") }
            unescaped.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: throw JSONError(byte: start, "an unknown escape")
        }
    }

    private mutating func hexUnit(at start: Int) throws(JSONError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw JSONError(byte: start, "an incomplete escape") }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[position] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[position] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[position] - UInt8(ascii: "A") + 10
            default: throw JSONError(byte: start, "an escape that is not hexadecimal")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// The table of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
    private func checkUTF8(_ range: Range<Int>) throws(JSONError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let (following, second): (Int, ClosedRange<UInt8>)
            switch byte {
            case 0xC2...0xDF: (following, second) = (1, 0x80...0xBF)
            case 0xE0: (following, second) = (2, 0xA0...0xBF)
            case 0xED: (following, second) = (2, 0x80...0x9F)
            case 0xE1...0xEF: (following, second) = (2, 0x80...0xBF)
            case 0xF0: (following, second) = (3, 0x90...0xBF)
            case 0xF1...0xF3: (following, second) = (3, 0x80...0xBF)
            case 0xF4: (following, second) = (3, 0x80...0x8F)
            default: throw JSONError(byte: index, "bytes that are not UTF-8")
            }
            guard index + following < range.upperBound, second.contains(bytes[index + 1]) else {
                throw JSONError(byte: index, "bytes that are not UTF-8")
            }
            for next in 1...following where !(0x80...0xBF).contains(bytes[index + next]) {
                throw JSONError(byte: index, "bytes that are not UTF-8")
            }
            index += following + 1
        }
    }

    // MARK: Skipping

    /// Reads one value of any kind, checking all of it, and returns where it stands.
    @discardableResult
    package mutating func skipValue() throws(JSONError) -> Range<Int> {
        let kind = try peek()
        let start = position
        switch kind {
        case .object:
            try beginObject()
            while try nextKey() { try skipValue() }
        case .array:
            try beginArray()
            while try nextElement() { try skipValue() }
        case .string: try readString()
        case .number: _ = try readNumber()
        case .boolean: _ = try readBoolean()
        case .null: try readNull()
        }
        return start..<position
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}
