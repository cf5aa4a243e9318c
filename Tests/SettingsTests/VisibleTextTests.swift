import Testing

@testable import Settings

@Suite struct VisibleTextTests {
    @Test(
        "A terminal gets nothing that it could take for an order",
        arguments: [
            ("plain ä 日本 🐧", "plain ä 日本 🐧"), ("\u{1B}[2J", "\\u{1b}[2J"), ("a\nb\tc", "a\\u{a}b\\u{9}c"),
            ("\u{9B}31m", "\\u{9b}31m"), ("a\u{202E}b", "a\\u{202e}b"), ("\u{2028}", "\\u{2028}"), ("", ""),
            ("\u{7F}", "\\u{7f}"),
        ])
    func visible(text: String, line: String) { #expect(VisibleText.line(text) == line) }

    @Test("A long text is cut in a line, not in a block; a block keeps its lines")
    func long() {
        #expect(VisibleText.line("abcdef", most: 3) == "abc…" && VisibleText.line("abc", most: 3) == "abc")
        let text = String(repeating: "x", count: 1000) + "\n\ty\u{1B}"
        #expect(VisibleText.block(text) == String(repeating: "x", count: 1000) + "\n\ty\\u{1b}")
    }
}
