extension JSONReader {
    /// The bytes of the name or text that was read last: valid UTF-8, escapes resolved.
    package var string: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            switch text {
            case .plain(let range): return bytes.extracting(range)
            case .unescaped: return unescaped.span
            }
        }
    }

    /// Whether `string` is this text; makes no String.
    package func stringEquals(_ literal: StaticString) -> Bool {
        let span = string
        guard span.count == literal.utf8CodeUnitCount else { return false }
        for index in span.indices {
            guard unsafe span[index] == literal.utf8Start[index] else { return false }
        }
        return true
    }

    package func stringEquals(_ text: Span<UInt8>) -> Bool {
        let span = string
        guard span.count == text.count else { return false }
        for index in span.indices where span[index] != text[index] { return false }
        return true
    }

    /// The same as an array.
    package var stringBytes: [UInt8] {
        let span = string
        var copy: [UInt8] = []
        copy.reserveCapacity(span.count)
        for index in span.indices { copy.append(span[index]) }
        return copy
    }

    /// The same as a String.
    package var stringValue: String { String(decoding: stringBytes, as: UTF8.self) }

    /// Bytes of the document, such as a range that `skipValue` returned.
    @_lifetime(copy self)
    package func source(_ range: Range<Int>) -> Span<UInt8> { bytes.extracting(range) }

    /// Reads a text; `string` then has its bytes.
    package mutating func readString() throws(JSONError) {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw JSONError(byte: position, "expected a text")
        }
        position += 1
        let start = position
        var isASCII = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                if !isASCII { try checkUTF8(start..<position) }
                text = .plain(start..<position)
                position += 1
                return
            }
            if byte == UInt8(ascii: "\\") { return try readEscaped(from: start) }
            guard byte >= 0x20 else { throw JSONError(byte: position, "a control character in a text") }
            if byte >= 0x80 { isASCII = false }
            position += 1
        }
        throw JSONError(byte: start - 1, "a text that does not end")
    }

    private mutating func readEscaped(from start: Int) throws(JSONError) {
        unescaped.removeAll(keepingCapacity: true)
        var plain = start
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                try take(plain..<position)
                text = .unescaped
                position += 1
                return
            case UInt8(ascii: "\\"):
                try take(plain..<position)
                try readEscape()
                plain = position
            case 0..<0x20: throw JSONError(byte: position, "a control character in a text")
            default: position += 1
            }
        }
        throw JSONError(byte: start - 1, "a text that does not end")
    }

    private mutating func take(_ range: Range<Int>) throws(JSONError) {
        try checkUTF8(range)
        for index in range { unescaped.append(bytes[index]) }
    }

    private mutating func readEscape() throws(JSONError) {
        let start = position
        guard start + 1 < bytes.count else { throw JSONError(byte: start, "a text that does not end") }
        position += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): unescaped.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): unescaped.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): unescaped.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): unescaped.append(8)
        case UInt8(ascii: "f"): unescaped.append(12)
        case UInt8(ascii: "n"): unescaped.append(10)
        case UInt8(ascii: "r"): unescaped.append(13)
        case UInt8(ascii: "t"): unescaped.append(9)
        case UInt8(ascii: "u"):
            let unit = try hexUnit(at: start)
            var code = UInt32(unit)
            if (0xD800..<0xDC00).contains(unit), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                position += 2
                let low = try hexUnit(at: start)
                guard (0xDC00..<0xE000).contains(low) else { throw JSONError(byte: start, "a lone surrogate") }
                code = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw JSONError(byte: start, "a lone surrogate") }
            unescaped.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: throw JSONError(byte: start, "an unknown escape")
        }
    }

    private mutating func hexUnit(at start: Int) throws(JSONError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw JSONError(byte: start, "an incomplete escape") }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[position] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[position] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[position] - UInt8(ascii: "A") + 10
            default: throw JSONError(byte: start, "an escape that is not hexadecimal")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// The table of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
    private func checkUTF8(_ range: Range<Int>) throws(JSONError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let (following, second): (Int, ClosedRange<UInt8>)
            switch byte {
            case 0xC2...0xDF: (following, second) = (1, 0x80...0xBF)
            case 0xE0: (following, second) = (2, 0xA0...0xBF)
            case 0xED: (following, second) = (2, 0x80...0x9F)
            case 0xE1...0xEF: (following, second) = (2, 0x80...0xBF)
            case 0xF0: (following, second) = (3, 0x90...0xBF)
            case 0xF1...0xF3: (following, second) = (3, 0x80...0xBF)
            case 0xF4: (following, second) = (3, 0x80...0x8F)
            default: throw JSONError(byte: index, "bytes that are not UTF-8")
            }
            guard index + following < range.upperBound, second.contains(bytes[index + 1]) else {
                throw JSONError(byte: index, "bytes that are not UTF-8")
            }
            for next in 1...following where !(0x80...0xBF).contains(bytes[index + next]) {
                throw JSONError(byte: index, "bytes that are not UTF-8")
            }
            index += following + 1
        }
    }
}
