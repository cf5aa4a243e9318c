import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel
import Synchronization

@testable import PredictionLog

/// Models without trees: margins are given.
enum Fixtures {
    static let features = [
        Feature(name: "age"), Feature(name: "island", kind: .categorical, categories: ["Biscoe", "Dream"]),
        Feature(name: "code", kind: .categorical),
    ]

    static func model(
        _ task: Task, _ transform: OutputTransform, labels: [String] = [], groups: Int = 1, version: Int = 7,
        precision: Precision = .float32
    ) -> WireModel {
        var manifest = Manifest(
            name: "toy", task: task, createdAt: "2026-01-01T00:00:00Z", features: features, classLabels: labels,
            transform: transform, iterationRange: 0..<1,
            source: Source(library: "none", libraryVersion: "0", format: "none", sha256: ""), goldenOrigin: .reference)
        manifest.precision = precision
        return WireModel(
            name: "toy", version: version, sha256: "ab12", manifest: manifest, encoder: RowEncoder(manifest),
            outputs: OutputCalculator(manifest, groupCount: groups))
    }

    static let regression = model(.regression, .identity)
    static let claimed = 1_767_225_600_000  // 2026-01-01T00:00:00Z
}

/// A lane with what it hands over.
struct LaneFixture {
    let queue: PredictionQueue
    var journal: LaneJournal
    let written = Tally()
    let dropped = Tally()

    init(_ settings: PredictionLogSettings = PredictionLogSettings(destination: .redis), limit: Int = 1 << 20) {
        queue = PredictionQueue(
            limit: limit,
            tally: PredictionTally(written: { [written] in written.add($0) }, dropped: { [dropped] in dropped.add($0) })
        )
        journal = LaneJournal(queue, settings, worker: "w", model: "toy", lane: 3)
    }

    /// Jobs scored as `margins` says, one round of a batch.
    mutating func note(_ jobs: [String], _ model: WireModel, _ margins: [Double]) {
        var batch = JobBatch()
        batch.begin(model, attempt: 2, now: Fixtures.claimed)
        for job in jobs {
            let bytes = Array(job.utf8)
            batch.append(bytes.span)
        }
        journal.note(batch, margins, of: model)
    }

    mutating func commit(after duration: Duration = .zero) {
        journal.settle(isCommitted: true, claimedAt: Fixtures.claimed, after: duration)
    }

    /// The lines of what was handed over.
    func lines() throws -> [JSONValue] {
        var all: [JSONValue] = []
        for batch in queue.takeAll() {
            var texts: [[UInt8]] = []
            var lines = PredictionLines()
            lines.write(batch, limit: 1000) { block in
                texts += (0..<block.count).map { Array(block.line($0)) }
                block.removeAll()
            }
            for text in texts { all.append(try JSONValue.parse(text.span)) }
            queue.release(batch)
        }
        return all
    }
}

/// Adds up, on any thread.
final class Tally: Sendable {
    private let sum = Atomic<Int>(0)

    func add(_ count: Int) { sum.wrappingAdd(count, ordering: .relaxed) }
    var value: Int { sum.load(ordering: .relaxed) }
}
