import JobWire
import Synchronization
import Testing

struct ProgressTests {
    /// Calls may come from any thread, so that the count is locked.
    private final class Count: Sendable {
        let calls = Mutex(0)
        var value: Int { calls.withLock { $0 } }
    }

    private static let rows = Array(repeating: #"{"age": 1}"#, count: 10_000).joined(separator: ",")
    private static let values = Array(repeating: "1", count: 10_000).joined(separator: ",")

    @Test(
        "A job of 10 000 rows notes its progress nine times while it is read, and while it is answered",
        arguments: [
            #"{"id": "rows", "rows": [\#(rows)]}"#,
            #"{"id": "tensor", "inputs": [{"name": "age", "datatype": "FP32", "shape": [10000], "data": [\#(values)]}]}"#,
        ])
    func noted(job: String) {
        let model = Fixtures.model()
        let (count, bytes) = (Count(), Array(job.utf8))
        var batch = JobBatch()
        batch.onProgress = { count.calls.withLock { $0 += 1 } }
        batch.begin(model, attempt: 1, now: Fixtures.now)
        batch.append(bytes.span)
        #expect(batch.rowCount == 10_000)
        let read = count.value
        #expect(read >= 9)
        _ = Fixtures.answer(&batch, model)
        #expect(count.value - read >= 9)
    }
}
