import Settings
import Testing

@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable(
            ["NAME", "JOBS", "HOST", "REASON"], numbers: ["JOBS"], yielding: ["HOST"], optional: ["HOST"])
        table.append(["alpha", "7", "worker-1.example.org", "nothing is wrong here"])
        table.append(["漢字", "12345", "w", ""])
        return table
    }

    @Test("Without a bound nothing is cut; numbers end in one column, wide characters take two")
    func whole() {
        #expect(
            table.text == """
                NAME    JOBS  HOST                  REASON
                alpha      7  worker-1.example.org  nothing is wrong here
                漢字   12345  w

                """)
        #expect(table.text(columns: 200) == table.text)
    }

    @Test("Where it is too wide, columns yield in their order, then are left out, then the widest is cut")
    func narrow() {
        #expect(
            table.text(columns: 50) == """
                NAME    JOBS  HOST           REASON
                alpha      7  worker-1.exa…  nothing is wrong here
                漢字   12345  w

                """)
        #expect(
            table.text(columns: 38) == """
                NAME    JOBS  REASON
                alpha      7  nothing is wrong here
                漢字   12345

                """)
        #expect(
            table.text(columns: 26) == """
                NAME    JOBS  REASON
                alpha      7  nothing is …
                漢字   12345

                """)
    }

    @Test("No line is ever wider than the terminal", arguments: 0...60)
    func bound(columns: Int) {
        for line in table.rendered(columns: columns) { #expect(TextWidth.columns(of: line) <= columns) }
    }

    @Test("Line ends and what steers a terminal are shown, not sent")
    func hostile() {
        var table = TextTable(["NAME"])
        table.append(["a\u{1B}[2Jb\nc\u{202E}"])
        #expect(table.text == "NAME\na\\u{1b}[2Jb\\u{a}c\\u{202e}\n")
    }
}
