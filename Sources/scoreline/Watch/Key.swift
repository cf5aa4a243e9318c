/// A key that the view knows.
enum Key: Equatable {
    case up, down, pageUp, pageDown, home, end, open, back, leave

    /// What a terminal sent at once; keys that mean nothing here are left out.
    static func keys(in bytes: some Collection<UInt8>) -> [Key] {
        var keys: [Key] = []
        var rest = bytes[...]
        while let first = rest.first {
            if first == 0x1B, let (key, length) = sequence(rest) {
                if let key { keys.append(key) }
                rest = rest.dropFirst(length)
            } else {
                if let key = key(first) { keys.append(key) }
                rest = rest.dropFirst()
            }
        }
        return keys
    }

    private static func key(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "q"), UInt8(ascii: "Q"), 3: .leave
        case UInt8(ascii: "k"): .up
        case UInt8(ascii: "j"): .down
        case UInt8(ascii: "b"), 2: .pageUp
        case UInt8(ascii: " "), 6: .pageDown
        case UInt8(ascii: "g"): .home
        case UInt8(ascii: "G"): .end
        case UInt8(ascii: "l"), 10, 13: .open
        case UInt8(ascii: "h"), 8, 127, 0x1B: .back
        default: nil
        }
    }

    /// A control sequence from its escape to its final byte; nil where it is the escape key itself.
    private static func sequence(_ bytes: some Collection<UInt8>) -> (Key?, length: Int)? {
        let sequence = bytes.prefix(16)
        guard let opener = sequence.dropFirst().first, opener == UInt8(ascii: "[") || opener == UInt8(ascii: "O") else {
            return nil
        }
        guard let end = sequence.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            return (nil, sequence.count)
        }
        let body = String(decoding: sequence.dropFirst(2).prefix(through: end), as: UTF8.self)
        return (key(body), body.utf8.count + 2)
    }

    private static func key(_ body: String) -> Key? {
        switch body {
        case "A": .up
        case "B": .down
        case "C": .open
        case "D": .back
        case "5~": .pageUp
        case "6~": .pageDown
        case "H", "1~", "7~": .home
        case "F", "4~", "8~": .end
        default: nil
        }
    }
}
