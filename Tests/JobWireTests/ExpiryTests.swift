import JSONBytes
import Testing

/// `expires_at` against 2026-01-01T00:00:00Z.
struct ExpiryTests {
    private func code(_ time: String) throws -> String? {
        let job = #"{"id": "a", "rows": [{"age": 1}], "expires_at": "\#(time)"}"#
        return try Fixtures.tree(Fixtures.answer(job))["error"]?["code"]?.string
    }

    @Test(
        "A job is scored until the millisecond of its time",
        arguments: [
            "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.0009Z", "2026-01-01t00:00z", "2026-01-01 00:00:00.000+00:00",
            "2026-01-01T02:00:00+02:00", "2025-12-31T18:30:00-05:30", "2026-01-01T02:00+02",
            "2026-01-01T05:45:00,5+0545",
            "2025-12-31T23:59:60Z", "9999-12-31T23:59:59Z", "2028-02-29T00:00:00Z", "2026-01-01T00:00:00.123456789123Z",
        ])
    func scores(_ time: String) throws {
        #expect(try code(time) == nil)
    }

    @Test(
        "Past its time it gets an error instead",
        arguments: [
            "2025-12-31T23:59:59.999Z", "2025-12-31T23:59:59.9999Z", "2026-01-01T00:00:00+00:01",
            "2025-12-31T23:59:59-00:00",
            "1970-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "2024-02-29T00:00:00Z", "2000-02-29T00:00:00Z",
        ])
    func expires(_ time: String) throws {
        #expect(try code(time) == "expired")
    }

    @Test(
        "What is no time, or has no zone, is refused",
        arguments: [
            "", "now", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00ZZ",
            "2026-01-01T00:00:00+2:00",
            "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+02:60", "26-01-01T00:00:00Z", "2026-1-01T00:00:00Z",
            "+2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.00000000000000000000000000000000000000000000000000000000000000001Z", "1767225600",
            "２０２６-01-01T00:00:00Z",
        ])
    func refuses(_ time: String) throws {
        #expect(try code(time) == "bad_job")
    }

    @Test(
        "The message says by how much",
        arguments: [("1970-01-01T00:00:00Z", 1_767_225_600_000), ("2025-12-31T23:59:59.9Z", 100)])
    func message(_ time: String, _ late: Int) throws {
        let job = #"{"id": "a", "rows": [{"age": 1}], "expires_at": "\#(time)"}"#
        let answer = try Fixtures.tree(Fixtures.answer(job))
        #expect(answer["error"]?["message"]?.string == "the job expired \(late) ms before it was claimed")
    }
}
