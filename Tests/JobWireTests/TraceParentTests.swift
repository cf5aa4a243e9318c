import Testing

@testable import JobWire

@Suite struct TraceParentTests {
    static let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    static let later = "cc" + valid.dropFirst(2)

    @Test(
        "A position in a trace is read, of a later version as far as it is known",
        arguments: [
            (valid, valid), (later, later), (later + "-more", later),
            (
                "00-00000000000000000000000000000001-0000000000000001-00",
                "00-00000000000000000000000000000001-0000000000000001-00"
            ),
        ] as [(String, String)])
    func positions(text: String, read: String) {
        #expect(TraceParent(Array(text.utf8).span)?.description == read)
        #expect(TraceParent(json: Array("\"\(text)\"".utf8).span)?.description == read)
    }

    @Test(
        "What is no position in a trace is not taken for one",
        arguments: [
            valid + "-more", later + "more", "ff" + valid.dropFirst(2), valid.uppercased(),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", String(valid.dropLast()),
            valid.dropLast() + "g", valid.dropLast(2) + "G1", valid.replacing("-", with: "_"), "",
            String(repeating: "é", count: 55),
            "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
        ] as [String])
    func others(text: String) {
        #expect(TraceParent(Array(text.utf8).span) == nil)
        #expect(TraceParent(json: Array("\"\(text)\"".utf8).span) == nil)
        #expect(TraceParent(json: Array(text.utf8).span) == nil)
    }

    @Test("Failed jobs are counted by code; of the first eight it is known where in a trace they stand")
    func failures() {
        let bad = #"{"id": "a", "rows": [], "traceparent": "\#(Self.valid)"}"#
        let expired = #"{"id": "b", "expires_at": "2020-01-01T00:00:00Z", "traceparent": "x", "rows": [{"age": 1}]}"#
        var batch = Fixtures.batch(([expired] + Array(repeating: bad, count: 10)).map { Array($0.utf8) })
        let counts = Fixtures.answer(&batch, Fixtures.model()).counts
        #expect(counts.failed == 11)
        #expect(counts.jobErrors == [.expired: 1, .noRows: 10])
        #expect(counts.failures.count == 8)
        #expect(counts.failures[0] == FailedJob(code: .expired, trace: nil))
        #expect(counts.failures[7].code == .noRows && counts.failures[7].trace?.description == Self.valid)
        var sum = counts
        sum += counts
        #expect(sum.failed == 22 && sum.jobErrors == [.expired: 2, .noRows: 20] && sum.failures == counts.failures)
    }
}
