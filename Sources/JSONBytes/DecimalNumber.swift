import Glibc

/// Decimal text ⇄ binary floating point: the one number reader and writer of jobs, results, tables and manifests.
package enum DecimalNumber {
    /// The correctly rounded Double of a decimal text, or nil when the whole text is not one.
    ///
    /// Wider than JSON's grammar, for tables: a leading `+`, `.5` and `5.` are numbers. Hexadecimal, `inf` and `nan`
    /// are not. A magnitude above the largest Double gives ±infinity; the caller decides what that means.
    package static func parse(_ text: Span<UInt8>) -> Double? {
        guard text.count > 0, text.count <= 4096 else { return nil }
        var terminated: [CChar] = []
        terminated.reserveCapacity(text.count + 1)
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                terminated.append(CChar(bitPattern: byte))
            default: return nil
            }
        }
        terminated.append(0)
        return unsafe terminated.withUnsafeBufferPointer { buffer -> Double? in
            guard let start = buffer.baseAddress else { return nil }
            var end: UnsafeMutablePointer<CChar>?
            let value = unsafe strtod(start, &end)
            guard let end = unsafe end, unsafe end - UnsafeMutablePointer(mutating: start) == text.count else {
                return nil
            }
            return value
        }
    }

    /// The fewest digits that read back as the same Double; whole numbers without a fraction: `13`, `0.5`, `1e+300`.
    package static func shortest(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The fewest digits that read back as the same Float; whole numbers without a fraction.
    package static func shortest(_ value: Float) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
