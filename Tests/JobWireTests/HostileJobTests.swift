import JSONBytes
import JobWire
import ScoringModel
import TestSupport
import Testing

/// Jobs changed at random: whatever they become, each gets one result that is JSON.
struct HostileJobTests {
    static let seeds: [String] = [
        #"{"id": "order-42", "rows": [{"age": 46.5, "island": "Dr\u0065am", "isMale": null, "x": [1]}, [1, "7", true, 13, -999]]}"#,
        #"{"rows": [[70, "any", 1], [71, [], 2]], "features": ["weight", "x", "age"], "id": "a", "reply_to": "me", "outputs": ["margin"]}"#,
        #"{"id": "a", "inputs": [{"name": "age", "datatype": "FP64", "shape": [2, 1], "data": [[1], [2]]}, {"name": "code", "datatype": "BYTES", "shape": [2], "data": ["1", null]}]}"#,
        #"{"id": "a", "inputs": [{"name": "m", "datatype": "FP32", "shape": [2, 5], "data": [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]}], "model_version": "7"}"#,
        #"{"id": "a", "expires_at": "2026-05-01T12:00:00.5+02:00", "metadata": {"a": [1]}, "traceparent": "00", "rows": [{"age": 1}]}"#,
    ]
    static let pieces = [
        "{", "}", "[", "]", "\"", ",", ":", "\\", "null", "NaN", "1e999", "-", "\\ud800", "\"id\":", "\"rows\":",
        "\"inputs\":",
        "\"features\":", "[-1]", "[99999999999]", "\u{0}", "é",
    ]

    private func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(contentsOf: (Self.pieces.randomElement(using: &random) ?? "").utf8, at: index)
            case 2: bytes.removeSubrange(index..<min(bytes.count - 1, index + 4))
            case 3: bytes.append(contentsOf: bytes[index...])
            default: bytes.removeLast(min(bytes.count - 1, index / 4))
            }
            if bytes.isEmpty { bytes = [UInt8(ascii: "{")] }
        }
        return bytes
    }

    @Test("Every append makes exactly one result, in order, of valid JSON", arguments: [1, 2, 3] as [UInt64])
    func answersAnything(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let model = Fixtures.model()
        let marker = Array(#"{"id": "marker", "rows": [{"age": 1}]}"#.utf8)
        let expected = Array(Fixtures.answers([marker])[0].utf8)
        var batch = JobBatch()
        var statuses: [String: Int] = [:]
        for _ in 0..<20 {
            batch.begin(model, attempt: 1, now: Fixtures.now)
            for _ in 0..<50 {
                let job = mutated(&random)
                switch Int.random(in: 0..<10, using: &random) {
                case 0: batch.appendOversized(head: job.span, length: 1 << 30)
                case 1: batch.appendPoison(job.span)
                default: batch.append(job.span)
                }
                batch.append(marker.span)
            }
            #expect(batch.jobCount == 100)
            #expect(batch.rows.count == batch.rowCount * model.encoder.features.count)
            let (results, counts) = Fixtures.answer(&batch, model)
            try #require(results.count == 100)
            #expect(counts.completed + counts.failed == 100)
            for index in 0..<100 {
                let result = Array(results.bytes(at: index))
                if index % 2 == 1 {
                    try #require(result == expected)
                } else {
                    let status = try JSONValue.parse(result.span)["status"]?.string ?? "none"
                    statuses[status, default: 0] += 1
                }
            }
        }
        #expect(Set(statuses.keys) == ["completed", "failed"])
    }
}
