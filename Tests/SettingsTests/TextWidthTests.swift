import Settings
import Testing

@Suite struct TextWidthTests {
    @Test(
        "A text takes the columns that terminals give it",
        arguments: [
            ("", 0), ("abc", 3), ("Käse", 4), ("e\u{301}", 1), ("漢字", 4), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
            ("ﾊﾝｶｸ", 4), ("ＡＢ", 4), ("☃", 1), ("😀", 2), ("👍🏽", 2), ("🇩🇪", 2), ("❤️", 2), ("नमस्ते", 4), ("…", 1), ("1", 1),
        ] as [(String, Int)])
    func columns(text: String, expected: Int) {
        #expect(TextWidth.columns(of: text) == expected, "\(text)")
    }

    @Test("What does not fit is cut with an ellipsis, never inside a character, and never wider than allowed")
    func cut() {
        #expect(TextWidth.cut("abcdef", to: 6) == "abcdef")
        #expect(TextWidth.cut("abcdef", to: 5) == "abcd…")
        #expect(TextWidth.cut("漢字漢字", to: 6) == "漢字…")
        #expect(TextWidth.cut("abc", to: 1) == "…")
        #expect(TextWidth.cut("abc", to: 0) == "")
        for columns in 0...12 {
            for text in ["a漢b字c", "😀😀😀", "e\u{301}e\u{301}e\u{301}", "plain text"] {
                #expect(TextWidth.columns(of: TextWidth.cut(text, to: columns)) <= columns)
            }
        }
    }

    @Test("Padding counts columns, not characters")
    func padded() {
        #expect(TextWidth.padded("漢", to: 4) == "漢  ")
        #expect(TextWidth.padded("7", to: 3, atEnd: true) == "  7")
        #expect(TextWidth.padded("long", to: 2) == "long")
    }
}
