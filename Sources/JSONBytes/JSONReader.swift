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
    package internal(set) var position = 0
    package private(set) var depth = 0
    private let maximumDepth: Int
    /// Directly after a `{` or `[`: no comma may come.
    var isFirst = false
    var text = Text.plain(0..<0)
    var unescaped: [UInt8] = []

    enum Text {
        case plain(Range<Int>)
        /// In `unescaped`.
        case unescaped
    }

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>, maximumDepth: Int = 64) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

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

    /// Goes behind the next value when it is this one to the byte; false reads nothing but space. The value is an array, object
    /// or text that a reader read whole, not deeper in its document than this one is; empty for none.
    package mutating func skipRepeated(_ value: Span<UInt8>) -> Bool {
        skipSpace()
        guard !value.isEmpty, value.count <= bytes.count - position else { return false }
        let next = bytes.extracting(position..<position + value.count)
        for index in value.indices where next[index] != value[index] { return false }
        advance(to: position + value.count)
        return true
    }

    /// Goes on behind an element or member whose value ends there.
    @inline(__always)
    mutating func advance(to index: Int) {
        position = index
        isFirst = false
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < bytes.count, case let byte = bytes[position], byte <= 0x20 {
            switch byte {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}
