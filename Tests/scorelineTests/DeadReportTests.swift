import Testing

@testable import scoreline

@Suite struct DeadReportTests {
    @Test(
        "Base64 is that of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(bytes: String, text: String) { #expect(Base64.text(Array(bytes.utf8)) == text) }

    @Test("Bytes of all values have their digits in Base64")
    func allBytes() {
        #expect(Base64.text([0, 16, 131, 16, 81, 135, 32, 146, 139]) == "ABCDEFGHIJKL")
        #expect(Base64.text([0xfb, 0xff, 0xbf]) == "+/+/")
    }

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
