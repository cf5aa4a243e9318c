import Testing

@testable import Host

@Suite struct ProcessUsageTests {
    @Test(
        "The start is field 22 of the process's line, whatever its name holds",
        arguments: [
            ("1 (a) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20", 4711),
            ("1 (a) b (c)) R) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711\n", 4711), ("1 (a) S 1", nil),
            ("", nil),
        ] as [(String, Int?)])
    func startTicks(line: String, ticks: Int?) {
        #expect(ProcessUsage.startTicks(line) == ticks)
    }
}
