extension JSONReader {
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

    /// The next value if it starts like a decimal number; nil, with nothing read, for any other. What `peek` and
    /// `readNumber` do, in one step for long arrays of numbers.
    package mutating func readIfDecimal() throws(JSONError) -> Double? {
        skipSpace()
        guard position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 || bytes[position] == UInt8(ascii: "-")
        else {
            return nil
        }
        guard let number = DecimalNumber.scan(bytes, from: position) else { return try readNumber() }
        position = number.end
        return number.value
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
}
