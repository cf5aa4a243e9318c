extension DecimalNumber {
    /// Powers of ten that a Double holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// The number of JSON's grammar that starts at `start`, correctly rounded, and the offset behind it; nil when there is
    /// none.
    ///
    /// Most numbers of jobs have at most 2^53 as their digits and a small exponent: one multiplication or division of two
    /// exact Doubles rounds them correctly (Clinger, 1990). The rest goes to `strtod`.
    package static func scan(_ bytes: Span<UInt8>, from start: Int) -> (value: Double, end: Int)? {
        var index = start
        let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var mantissa: UInt64 = 0
        let whole = index
        while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index += 1
        }
        var digits = index - whole
        guard digits > 0, digits == 1 || bytes[whole] != UInt8(ascii: "0") else { return nil }
        var exponent = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            let fraction = index
            while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                index += 1
            }
            guard index > fraction else { return nil }
            exponent = fraction - index
            digits += index - fraction
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            let isDivisor = index < bytes.count && bytes[index] == UInt8(ascii: "-")
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
                index += 1
            }
            let first = index
            var power = 0
            while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
                power = min(power * 10 + Int(digit), 100_000)
                index += 1
            }
            guard index > first else { return nil }
            exponent += isDivisor ? -power : power
        }
        if digits <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let value = isNegative ? -Double(mantissa) : Double(mantissa)
            if exponent == 0 { return (value, index) }
            return (exponent < 0 ? value / exactPowers[-exponent] : value * exactPowers[exponent], index)
        }
        return parse(bytes.extracting(start..<index)).map { ($0, index) }
    }
}
