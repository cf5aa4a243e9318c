extension Mutator {
    /// Numbers that are at an edge of some type or rule.
    static let edges: [Int] = [
        0, 1, -1, 2, 7, 8, 63, 64, 65, 127, 128, 255, 256, 511, 512, 513, 1023, 1024, 4095, 4096, 65535, 65536,
        1 << 20, 1 << 24, 1 << 24 - 1, 1 << 26, 1 << 31 - 1, 1 << 31, -1 << 31, 1 << 32, 1 << 40, 1 << 53, 1 << 62,
        .max,
        .min,
    ]

    /// Changes bytes without regard to what they mean.
    mutating func damaged(_ base: [UInt8], _ pool: [[UInt8]]) -> [UInt8] {
        var bytes = base
        for _ in 0..<changeCount() {
            switch number(below: 9) {
            case 0 where !bytes.isEmpty: bytes[number(below: bytes.count)] ^= 1 << UInt8(number(below: 8))
            case 1 where !bytes.isEmpty: bytes[number(below: bytes.count)] = UInt8(number(below: 256))
            case 2 where !bytes.isEmpty: bytes = Array(bytes.prefix(number(below: bytes.count)))
            case 3 where !bytes.isEmpty: bytes.removeSubrange(piece(of: bytes))
            case 4 where !bytes.isEmpty:
                let copied = Array(bytes[piece(of: bytes)])
                bytes.insert(contentsOf: copied, at: number(below: bytes.count + 1))
            case 5: bytes = spliced(bytes, pick(pool, else: []))
            case 6: writeLength(to: &bytes)
            case 7: changeDigits(of: &bytes)
            default:
                let filler = Array(repeating: UInt8(number(below: 256)), count: number(below: 300))
                bytes.insert(contentsOf: filler, at: number(below: bytes.count + 1))
            }
        }
        return bytes
    }

    private mutating func piece(of bytes: [UInt8]) -> Range<Int> {
        let start = number(below: bytes.count)
        return start..<min(bytes.count, start + 1 + number(below: chance(3) ? bytes.count : 16))
    }

    /// The head of one input and the tail of another.
    private mutating func spliced(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        Array(left.prefix(number(below: left.count + 1)) + right.suffix(number(below: right.count + 1)))
    }

    /// Overwrites a number of 1, 2, 4 or 8 bytes, either way round.
    private mutating func writeLength(to bytes: inout [UInt8]) {
        let size = 1 << number(below: 4)
        guard bytes.count >= size else { return }
        let value = UInt64(bitPattern: Int64(pick(Self.edges, else: 0)))
        let start = number(below: bytes.count - size + 1)
        let isBigEndian = chance(2)
        for offset in 0..<size {
            let shift = UInt64(8 * (isBigEndian ? size - 1 - offset : offset))
            bytes[start + offset] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    /// Puts another number in the place of one that is written in digits.
    private mutating func changeDigits(of bytes: inout [UInt8]) {
        func isDigit(_ index: Int) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) }
        let starts = bytes.indices.filter { isDigit($0) && ($0 == 0 || !isDigit($0 - 1)) }
        guard let start = starts.randomElement(using: &random) else { return }
        var end = start
        while end < bytes.count, isDigit(end) { end += 1 }
        bytes.replaceSubrange(start..<end, with: "\(pick(Self.edges, else: 0))".utf8)
    }
}
