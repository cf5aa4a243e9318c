extension DecimalNumber {
    /// Powers of ten that a Double holds exactly. In place, where an array would be looked for through a lock.
    private static let exactPowers: [23 of Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
    private static let wholePowers: [9 of UInt64] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]

    /// The number of JSON's grammar that starts at `start`, correctly rounded, and the offset behind it; nil when there is
    /// none.
    ///
    /// Most numbers of jobs have at most 2^53 as their digits and a small exponent: one multiplication or division of two
    /// exact Doubles rounds them correctly (Clinger, 1990). The 17 digits of a Double go through `rounded`, the rest goes to
    /// `strtod`.
    @inline(__always)
    package static func scan(_ bytes: Span<UInt8>, from start: Int) -> (value: Double, end: Int)? {
        // Checked once for all: an offset only grows from here, and each read compares it with the count.
        precondition(start >= 0)
        var index = start
        let isNegative = byte(bytes, index) == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var mantissa: UInt64 = 0
        let whole = index
        while case let digit = byte(bytes, index) &- UInt8(ascii: "0"), digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index &+= 1
        }
        var digits = index - whole
        guard digits > 0, digits == 1 || byte(bytes, whole) != UInt8(ascii: "0") else { return nil }
        var exponent = 0
        if byte(bytes, index) == UInt8(ascii: ".") {
            index += 1
            let fraction = index
            while index &+ 8 <= bytes.count {
                let (value, count) = someDigits(bytes, index)
                mantissa = mantissa &* wholePowers[count] &+ value
                index &+= count
                if count < 8 { break }
            }
            while case let digit = byte(bytes, index) &- UInt8(ascii: "0"), digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                index &+= 1
            }
            guard index > fraction else { return nil }
            exponent = fraction - index
            digits += index - fraction
        }
        if byte(bytes, index) | 0x20 == UInt8(ascii: "e") {
            guard let power = power(bytes, &index) else { return nil }
            exponent += power
        }
        if digits <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let value = isNegative ? -Double(mantissa) : Double(mantissa)
            if exponent == 0 { return (value, index) }
            return (exponent < 0 ? value / exactPowers[-exponent] : value * exactPowers[exponent], index)
        }
        return scanLong(bytes, start..<index, whole, digits, mantissa, exponent)
    }

    /// The number of a range that the grammar allows, whose digits are many or whose exponent is large.
    @inline(never)
    private static func scanLong(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ whole: Int, _ digits: Int, _ mantissa: UInt64, _ exponent: Int
    ) -> (value: Double, end: Int)? {
        var significant = digits
        if significant > 19 {
            // `0.00012345678901234567` has 17: zeros in front count nothing.
            for index in whole..<range.upperBound {
                guard bytes[index] == UInt8(ascii: "0") || bytes[index] == UInt8(ascii: ".") else { break }
                if bytes[index] == UInt8(ascii: "0") { significant -= 1 }
            }
        }
        if significant <= 19, mantissa > 0, let value = rounded(mantissa, exponent) {
            return (bytes[range.lowerBound] == UInt8(ascii: "-") ? -value : value, range.upperBound)
        }
        return parse(bytes.extracting(range)).map { ($0, range.upperBound) }
    }

    /// The power after an `e`, whose offset `index` is; nil when there is none. Cut off far outside of what counts.
    private static func power(_ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
        index += 1
        let isDivisor = byte(bytes, index) == UInt8(ascii: "-")
        if isDivisor || byte(bytes, index) == UInt8(ascii: "+") { index += 1 }
        let first = index
        var power = 0
        while case let digit = byte(bytes, index) &- UInt8(ascii: "0"), digit < 10 {
            power = min(power * 10 + Int(digit), 100_000)
            index += 1
        }
        guard index > first else { return nil }
        return isDivisor ? -power : power
    }

    /// The byte at an offset that is not negative; 0, which is part of no number, behind the end.
    @inline(__always)
    private static func byte(_ bytes: Span<UInt8>, _ index: Int) -> UInt8 {
        unsafe index < bytes.count ? bytes[unchecked: index] : 0
    }

    /// How many of eight bytes are digits, up to the first that is none, and their value.
    @inline(__always)
    private static func someDigits(_ bytes: Span<UInt8>, _ index: Int) -> (value: UInt64, count: Int) {
        let text = unsafe UInt64(
            littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
        // Sets the high bit of a byte below "0" or above "9"; what that carries into bytes behind it does not matter.
        let others = ((text &- 0x3030_3030_3030_3030) | (text &+ 0x4646_4646_4646_4646)) & 0x8080_8080_8080_8080
        let count = others.trailingZeroBitCount >> 3
        guard count > 0 else { return (0, 0) }
        // The first digit is the lowest byte: zeros come in below it, in front of the number.
        let digits = (text &- 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
        // Neighbours are joined: digits to pairs, pairs to fours, fours to eight.
        let pairs = digits &* 10 &+ digits >> 8
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = (pairs >> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return ((low &+ high) >> 32, count)
    }
}
