import Files
import JobWire
import ModelFile
import ScoringEngine
import ScoringModel

/// Takes a worker's batches from bytes to bytes, without Redis: `scripts/count-job-instructions.py` counts what that costs.
///
///     scoreline-wire MODEL JOBS TIMES
///
/// JOBS holds payloads, each after its length as four bytes, least significant first. Prints the first result, how many came
/// and a sum over their bytes.
struct WireCommand {
    /// As many as a worker claims, unless it is told otherwise.
    private static let batchJobs = 1024

    private let admitted: AdmittedModel
    private let payloads: [Range<Int>]
    private let bytes: [UInt8]

    init(model: String, jobs: String) throws {
        admitted = try Gate.admit(FileBytes.read(model, limit: 1 << 30))
        let bytes = try FileBytes.read(jobs, limit: 1 << 30)
        self.bytes = bytes
        var payloads: [Range<Int>] = []
        var start = 0
        while start + 4 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
            payloads.append(start + 4..<start + 4 + length)
            start += 4 + length
        }
        self.payloads = payloads
    }

    func run(times: Int) {
        let model = WireModel(
            name: admitted.model.manifest.name, version: 1, sha256: admitted.sha256, manifest: admitted.model.manifest,
            encoder: admitted.encoder, outputs: admitted.outputs)
        var (batch, results, margins) = (JobBatch(), ResultBatch(), [Double]())
        var (count, sum) = (0, UInt64(0))
        for _ in 0..<times {
            for first in stride(from: 0, to: payloads.count, by: Self.batchJobs) {
                batch.begin(model, attempt: 1, now: 0)
                for payload in payloads[first..<min(first + Self.batchJobs, payloads.count)] {
                    batch.append(bytes.span.extracting(payload))
                }
                admitted.scorer.score(batch.rows.span, into: &margins)
                results.removeAll()
                _ = batch.encode(margins, into: &results)
                count += results.count
                // Few of them: the sum is to cost nothing.
                for end in results.ends { sum = sum &* 31 &+ UInt64(end) &+ UInt64(results.bytes[end / 2]) }
            }
        }
        if results.count > 0 { print(String(decoding: results.bytes(at: 0).prefix(300), as: UTF8.self)) }
        print("\(count) results, \(sum)")
    }
}
