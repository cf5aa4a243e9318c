extension DecimalNumber {
    /// Decimal exponents for which `rounded` has a power.
    private static let exponents = -55...55

    /// 10^q × 2^n with the n that makes it 128 bits long, cut off (from below where it is a short fraction), by q from -55
    /// on.
    private static let powers: [UInt128] = exponents.map { exponent in
        var power: UInt128 = 1
        for _ in 0..<exponent.magnitude { power *= 5 }
        let leading = power.leadingZeroBitCount
        if exponent >= 0 { return power << UInt128(leading) }
        let reciprocal = power.dividingFullWidth((UInt128(1) << UInt128(127 - leading), 0)).quotient
        return exponent >= -27 ? reciprocal + 1 : reciprocal
    }

    /// mantissa × 10^exponent, correctly rounded; nil where the first 128 bits of the product do not tell, and for exponents
    /// beyond 55. The mantissa must not be 0.
    ///
    /// Lemire, Number parsing at a gigabyte per second (2021), after Eisel: here for exponents that give neither a subnormal
    /// nor an infinite number.
    static func rounded(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        guard exponents.contains(exponent) else { return nil }
        let power = powers[exponent - exponents.lowerBound]
        let leading = mantissa.leadingZeroBitCount
        let factor = mantissa << UInt64(leading)
        var (high, low) = factor.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power >> 64))
        if high & 0x1FF == 0x1FF {
            // What was cut off of the power may carry into the bits that count.
            let (sum, carries) = low.addingReportingOverflow(
                factor.multipliedFullWidth(by: UInt64(truncatingIfNeeded: power)).high)
            low = sum
            if carries { high += 1 }
        }
        guard low != .max else { return nil }
        let upper = high >> 63
        let shift = upper + 9
        // 53 bits and one for rounding.
        var bits = high >> shift
        if low <= 1, (-4...23).contains(exponent), bits & 3 == 1, bits << shift == high {
            // Exactly in the middle: to even.
            bits &= ~1
        }
        bits = (bits + (bits & 1)) >> 1
        // log2(10) as a fraction of 2^16 gives the binary exponent of the power.
        var binary = (217_706 * exponent) >> 16 + 63 + Int(upper) - leading + 1023
        if bits == 1 << 53 {
            bits = 1 << 52
            binary += 1
        }
        return Double(bitPattern: UInt64(binary) << 52 | bits & (1 << 52 - 1))
    }
}
