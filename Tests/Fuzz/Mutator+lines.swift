extension Mutator {
    /// Pieces of which the line-based formats make something.
    private static let pieces: [String] = [
        "", " ", "  ", "\t", "\r", "\u{0}", "\u{7f}", "é", "\u{301}", "日本", "\u{feff}", "\"", "\"\"", "'", ",", ":",
        ": ", "- ", "-", "#", " #", "&a ", "*a", "!!str ", "|", ">", "{", "}", "[", "]", "[]", "{}", "? ", "---", "...",
        "%", "%41", "%00", "@", "//", "[::1]", "$-1", "*-1", "*0", "$0", "+OK", "-ERR x", ":1", "$", "*", "NaN", "null",
        "1e999", "-0", "0x1F", "true", "~",
    ]

    /// Changes lines, fields and words of a text.
    mutating func changedLines(_ base: [UInt8], _ pool: [[UInt8]]) -> [UInt8] {
        var lines = base.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
        for _ in 0..<changeCount() {
            let index = number(below: lines.count)
            guard lines.indices.contains(index) else { break }
            switch number(below: 10) {
            case 0: lines.remove(at: index)
            case 1: lines.insert(lines[index], at: number(below: lines.count + 1))
            case 2: lines.swapAt(index, number(below: lines.count))
            case 3:
                let other = pick(pool, else: []).split(separator: UInt8(ascii: "\n")).map { Array($0) }
                lines.insert(pick(other, else: []), at: number(below: lines.count + 1))
            case 4, 5:
                let piece = Array(pick(Self.pieces, else: "").utf8)
                lines[index].insert(contentsOf: piece, at: number(below: lines[index].count + 1))
            case 6: changeWord(of: &lines[index])
            case 7: lines[index] = damaged(lines[index], [])
            case 8:
                let piece = Array(pick(Self.pieces, else: "").utf8)
                let count = 1 << number(below: chance(4) ? 14 : 8)
                lines[index].insert(
                    contentsOf: Array(repeatElement(piece, count: count).joined()),
                    at: number(below: lines[index].count + 1))
            default: lines[index] = Array(repeating: UInt8(ascii: " "), count: number(below: 5)) + lines[index]
            }
        }
        return Array(lines.joined(separator: chance(8) ? [0x0D, 0x0A] : [0x0A]))
    }

    private mutating func changeWord(of line: inout [UInt8]) {
        let ends: [UInt8] = Array(" ,:\t=/@".utf8)
        var words = line.split(whereSeparator: ends.contains).map { $0.startIndex..<$0.endIndex }
        words.shuffle(using: &random)
        guard let word = words.first else { return }
        let other = chance(2) ? "\(pick(Self.edges, else: 0))" : pick(Self.pieces, else: "")
        line.replaceSubrange(word, with: other.utf8)
    }
}
