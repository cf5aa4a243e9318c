/// A job's position in a trace, as W3C Trace Context writes it: `00-TRACE_ID-PARENT_ID-FLAGS`.
///
/// A job may carry any JSON in `traceparent`, which comes back as it is; only what passes here is known to hold nothing
/// else and may be logged.
package struct TraceParent: Sendable, Equatable, CustomStringConvertible {
    package let description: String

    /// Nil unless the JSON is a text in that form, without escapes.
    init?(json: Span<UInt8>) {
        // With its quotes.
        guard json.count >= Self.length + 2, json[0] == UInt8(ascii: "\""), json[json.count - 1] == UInt8(ascii: "\"")
        else { return nil }
        self.init(json.extracting(1..<json.count - 1))
    }

    /// Nil unless the text has that form. A version that is not known yet may go on behind the flags; what it says there is
    /// dropped.
    init?(_ text: Span<UInt8>) {
        guard text.count >= Self.length else { return nil }
        var (isTrace, isParent) = (false, false)
        for index in 0..<Self.length {
            let byte = text[index]
            switch index {
            case 2, 35, 52: guard byte == UInt8(ascii: "-") else { return nil }
            default: guard Self.isLowerHex(byte) else { return nil }
            }
            // Neither id may be all zeros.
            if byte != UInt8(ascii: "0") {
                isTrace = isTrace || (3..<35).contains(index)
                isParent = isParent || (36..<52).contains(index)
            }
        }
        guard isTrace, isParent else { return nil }
        switch (text[0], text[1]) {
        case (UInt8(ascii: "f"), UInt8(ascii: "f")): return nil
        case (UInt8(ascii: "0"), UInt8(ascii: "0")): guard text.count == Self.length else { return nil }
        default: guard text.count == Self.length || text[Self.length] == UInt8(ascii: "-") else { return nil }
        }
        var description = ""
        for index in 0..<Self.length { description.unicodeScalars.append(Unicode.Scalar(text[index])) }
        self.description = description
    }

    private static let length = 55

    private static func isLowerHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
