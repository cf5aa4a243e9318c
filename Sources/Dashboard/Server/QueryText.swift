/// Fields of a query, and parts of a path, as addresses hold them.
enum QueryText {
    /// More than any page has.
    private static let maximumFields = 32
    private static let maximumLength = 2048

    /// The fields of a query or of a form: `a=1&b=x+y`. Of a field that stands twice the first; what is too long or too many
    /// is left out.
    static func decoded(_ query: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in query.split(separator: "&").prefix(maximumFields) where pair.utf8.count <= maximumLength {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = unescaped(parts[0])
            if fields[name] == nil { fields[name] = parts.count == 2 ? unescaped(parts[1]) : "" }
        }
        return fields
    }

    /// `a=1&b=x%20y`, sorted by name.
    static func encoded(_ fields: [String: String]) -> String {
        fields.sorted { $0.key < $1.key }.map { escaped($0.key) + "=" + escaped($0.value) }.joined(separator: "&")
    }

    /// Everything but what RFC 3986 leaves unreserved becomes `%XX`.
    static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { escaped, byte in
            if isUnreserved(byte) {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                escaped += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// A `%` that starts no escape stands for itself; bytes that are no UTF-8 become U+FFFD.
    static func unescaped(_ text: Substring) -> String { unescaped(Array(text.utf8)) }

    static func unescaped(_ source: [UInt8]) -> String {
        var (bytes, index): ([UInt8], Int) = ([], 0)
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "%"), index + 2 < source.count, let high = digit(source[index + 1]),
                let low = digit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
