/// How many columns of a terminal a text takes: two for wide characters of East Asia and emoji, none for what combines.
package enum TextWidth {
    package static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// The text where it fits, else as much of its start as fits with an ellipsis behind it.
    package static func cut(_ text: String, to columns: Int) -> String {
        guard Self.columns(of: text) > columns else { return text }
        guard columns > 0 else { return "" }
        var cut = ""
        var left = columns - 1
        for character in text {
            left -= Self.columns(of: character)
            if left < 0 { break }
            cut.append(character)
        }
        return cut + "…"
    }

    /// The text with blanks behind it, or with `atEnd` before it, so that it takes that many columns at least.
    package static func padded(_ text: String, to columns: Int, atEnd: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, columns - Self.columns(of: text)))
        return atEnd ? blanks + text : text + blanks
    }

    private static func columns(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        let sum = scalars.reduce(0) { $0 + columns(of: $1) }
        // A skin colour, or the character that asks for the picture, changes an emoji and adds none.
        guard scalars.count > 1, scalars.first?.properties.isEmoji == true else { return sum }
        return scalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F } ? 2 : sum
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        // Vowels and final consonants of a Korean syllable share the columns of its first consonant.
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        // One of the two letters of a flag.
        if (0x1F1E6...0x1F1FF).contains(scalar.value) { return 1 }
        let isWide = scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
        return isWide ? 2 : 1
    }

    /// What Unicode's EastAsianWidth.txt calls W or F, without emoji; whole blocks, as those that are empty yet are W too.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}
