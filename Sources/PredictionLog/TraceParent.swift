/// The header `traceparent` of W3C Trace Context, version 00.
enum TraceParent {
    static let byteCount = 55

    /// `00-` 32 lower-case hexadecimal digits `-` 16 of them `-` 2 of them; neither of the first two only zeros.
    static func isValid(_ text: Span<UInt8>) -> Bool {
        guard text.count == byteCount, text[0] == UInt8(ascii: "0"), text[1] == UInt8(ascii: "0") else { return false }
        var (hasTrace, hasParent) = (false, false)
        for index in text.indices {
            let byte = text[index]
            switch index {
            case 2, 35, 52: if byte != UInt8(ascii: "-") { return false }
            default:
                guard
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
                else { return false }
                if byte != UInt8(ascii: "0") {
                    hasTrace = hasTrace || index < 35
                    hasParent = hasParent || (36..<52).contains(index)
                }
            }
        }
        return hasTrace && hasParent
    }
}
