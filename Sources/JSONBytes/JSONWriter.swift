/// Appends JSON to a buffer; the caller keeps the structure right, the writer puts the commas.
///
/// Numbers have the fewest digits that read back as the same value; NaN and infinities become `null`.
package struct JSONWriter: Sendable {
    package var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    /// Empties the buffer and keeps its memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Ends a document, so that the next value starts another one behind it.
    package mutating func endDocument() { needsComma = false }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A name that needs no escapes.
    package mutating func key(_ name: StaticString) {
        write(literal: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func key(name: String) {
        write(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A text that needs no escapes.
    package mutating func write(literal text: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(text)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func write(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { unsafe appendQuoted(Span(_unsafeElements: $0)) }
    }

    /// A text of valid UTF-8.
    package mutating func write(_ text: Span<UInt8>) {
        separate()
        appendQuoted(text)
    }

    package mutating func write(_ value: Int) {
        separate()
        if (0..<10).contains(value) { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        append(number: String(value))
    }

    package mutating func write(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func write(_ value: Double) {
        guard value.isFinite else { return writeNull() }
        separate()
        append(number: value.description)
    }

    package mutating func write(_ value: Float) {
        guard value.isFinite else { return writeNull() }
        separate()
        append(number: value.description)
    }

    package mutating func writeNull() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// One value, or several members or elements with their commas, that are JSON already.
    package mutating func write(raw json: StaticString) {
        separate()
        append(json)
    }

    /// The same.
    package mutating func write(raw value: Span<UInt8>) {
        separate()
        append(value)
    }

    /// JSON up to where the next value stands, such as `{"data":[`.
    package mutating func begin(raw json: Span<UInt8>) {
        separate()
        append(json)
        needsComma = false
    }

    /// JSON that closes what such a beginning has opened.
    package mutating func end(raw json: Span<UInt8>) {
        append(json)
        needsComma = true
    }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: writeNull()
        case .boolean(let value): write(value)
        case .integer(let value): write(value)
        case .number(let value): write(value)
        case .string(let text): write(text)
        case .array(let elements):
            beginArray()
            for element in elements { write(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(name: member.name)
                write(member.value)
            }
            endObject()
        }
    }

    /// The fewest digits, as `DecimalNumber.shortest` gives them, without a String more.
    private mutating func append(number description: String) {
        var description = description
        description.withUTF8 { text in
            let end = text.count - 2
            let isWhole = unsafe end > 0 && text[end] == UInt8(ascii: ".") && text[end + 1] == UInt8(ascii: "0")
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: isWhole ? text[..<end] : text[...]))
        }
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ byte: UInt8) {
        separate()
        bytes.append(byte)
        needsComma = false
    }

    private mutating func close(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = true
    }

    private mutating func appendQuoted(_ text: Span<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var plain = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(text.extracting(plain..<index))
            appendEscape(byte)
            plain = index + 1
        }
        append(text.extracting(plain...))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ text: StaticString) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: Span<UInt8>) {
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
