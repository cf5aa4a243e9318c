import Settings
import Testing

@Suite struct ProgressTests {
    private func line(_ progress: inout Progress, _ done: Int, at seconds: Double, columns: Int = 100) -> String? {
        progress.line(done: done, at: .seconds(seconds), columns: columns)
    }

    @Test("A bar has count, rate and the time left")
    func bar() {
        var progress = Progress(.things("rows"), total: 2000)
        #expect(
            line(&progress, 500, at: 5)
                == "[#######.......................] 25 %  500 of 2000 rows  100 rows/s  15 s left")
        #expect(
            line(&progress, 2000, at: 6)
                == "[##############################] 100 %  2000 of 2000 rows  333 rows/s  0 s left")
    }

    @Test("Without an end that is known there is no bar")
    func endless() {
        var progress = Progress(.things("jobs"), doing: "filling")
        #expect(line(&progress, 30, at: 10) == "filling  30 jobs  3 jobs/s")
        #expect(line(&progress, 30, at: 11) == "filling  30 jobs  2.7 jobs/s")
    }

    @Test("The part that is done may be told apart from the count")
    func fraction() {
        var progress = Progress(.things("rows"))
        #expect(
            progress.line(done: 10, fraction: 0.5, at: .seconds(90), columns: 100)
                == "[###############...............] 50 %  10 rows  0.1 rows/s  1 min 30 s left")
    }

    @Test("Bytes are counted in MiB")
    func bytes() {
        var progress = Progress(.bytes, doing: "uploading", total: 64 << 20)
        #expect(
            line(&progress, 16 << 20, at: 4)
                == "uploading [#######.......................] 25 %  16 of 64 MiB  4.0 MiB/s  12 s left")
    }

    @Test("The rate is that of the last seconds, and work that stands still promises no end")
    func recent() {
        var progress = Progress(.things("rows"), total: 1000)
        for second in 1...10 { _ = line(&progress, 50 * second, at: Double(second)) }
        for second in 11...30 { _ = line(&progress, 500, at: Double(second)) }
        #expect(line(&progress, 500, at: 31)?.hasSuffix("500 of 1000 rows  0 rows/s") == true)
    }

    @Test("Short work shows nothing, long work a few lines a second")
    func throttle() {
        var progress = Progress(.things("rows"))
        #expect(line(&progress, 1, at: 0.2) == nil)
        #expect(line(&progress, 2, at: 0.4) != nil)
        #expect(line(&progress, 3, at: 0.45) == nil)
        #expect(line(&progress, 4, at: 0.5) != nil)
    }

    @Test("No line is wider than the terminal", arguments: 0...90)
    func narrow(columns: Int) throws {
        var progress = Progress(.things("rows"), doing: "reading", total: 10)
        let line = progress.line(done: 3, note: "accuracy 0.93", at: .seconds(3), columns: columns)
        let text = try #require(line)
        #expect(TextWidth.columns(of: text) <= columns)
    }

    @Test(
        "A length of time is told in two units",
        arguments: [
            (0, "0 s"), (0.2, "1 s"), (59, "59 s"), (60, "1 min 0 s"), (3661, "1 h 1 min"), (90_000, "1 d 1 h"),
            (.infinity, "?"), (-5, "0 s"),
        ] as [(Double, String)])
    func duration(seconds: Double, text: String) {
        #expect(DurationText.text(seconds: seconds) == text)
    }
}
