import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel

/// Small models of one-split trees, and batches of one call.
enum Fixtures {
    /// `age` (required), `island` (Biscoe, Dream; unseen fails), `isMale`, `code` (a category without names), `weight`
    /// (-999 is missing).
    static let features = [
        Feature(name: "age", required: true),
        Feature(
            name: "island", kind: .categorical, categories: ["Biscoe", "Dream", "7", "0.5", "true"], unseen: .error),
        Feature(name: "isMale", kind: .boolean),
        Feature(name: "code", kind: .categorical),
        Feature(name: "weight", missingSentinel: -999),
    ]

    static func manifest(_ task: Task, features: [Feature] = features) -> Manifest {
        let labels: [String]
        let transform: OutputTransform
        switch task {
        case .binary: (labels, transform) = (["no", "yes"], .logistic)
        case .multiclass: (labels, transform) = (["Adelie", "Chin\"strap", "Gentoo"], .softmax)
        default: (labels, transform) = ([], .identity)
        }
        return Manifest(
            name: "toy", task: task, createdAt: "2026-01-01T00:00:00Z", features: features, classLabels: labels,
            transform: transform, iterationRange: 0..<1,
            source: Source(library: "none", libraryVersion: "0", format: "none", sha256: ""), goldenOrigin: .reference)
    }

    static func model(_ task: Task = .regression, features: [Feature] = features, groups: Int? = nil) -> WireModel {
        let manifest = manifest(task, features: features)
        return WireModel(
            name: "toy", version: 7, sha256: "ab12", manifest: manifest, encoder: RowEncoder(features: features),
            outputs: OutputCalculator(manifest, groupCount: groups))
    }

    /// Group g of every tree: 10 × (g + 1) where the first feature is below 3, else -1; missing goes right.
    static func ensemble(groups: Int) -> TreeEnsemble {
        var ensemble = TreeEnsemble(
            groupCount: groups, baseMargins: Array(repeating: 0, count: groups))
        for group in 0..<groups {
            ensemble.treeGroups.append(Int32(group))
            ensemble.features += [0, -1, -1]
            ensemble.values += [3, Double(10 * (group + 1)), -1]
            ensemble.leftChildren += [1, -1, -1]
            ensemble.rightChildren += [2, -1, -1]
            ensemble.defaultLeft += [0, 0, 0]
            ensemble.categorySets += [-1, -1, -1]
            ensemble.treeOffsets.append(Int32(ensemble.features.count))
        }
        return ensemble
    }

    static let now = 1_767_225_600_000  // 2026-01-01T00:00:00Z

    /// A batch of these jobs, read.
    static func batch(_ jobs: [[UInt8]], _ model: WireModel = model(), attempt: Int = 1) -> JobBatch {
        var batch = JobBatch()
        batch.begin(model, attempt: attempt, now: now)
        for job in jobs { batch.append(job.span) }
        return batch
    }

    /// Scores and answers a batch.
    static func answer(_ batch: inout JobBatch, _ model: WireModel) -> (results: ResultBatch, counts: BatchCounts) {
        let groups = model.outputs.margins
        let scorer = BatchScorer(.trees(ensemble(groups: groups)), featureCount: model.encoder.features.count)
        var margins: [Double] = []
        scorer.score(batch.rows.span, into: &margins)
        var results = ResultBatch()
        let counts = batch.encode(margins, into: &results)
        return (results, counts)
    }

    /// The results of these jobs, scored by the one-split trees.
    static func answers(_ jobs: [[UInt8]], _ model: WireModel = model(), attempt: Int = 1) -> [String] {
        var batch = batch(jobs, model, attempt: attempt)
        let results = answer(&batch, model).results
        return (0..<results.count).map { String(decoding: results.bytes(at: $0), as: UTF8.self) }
    }

    static func answers(_ jobs: [String], _ model: WireModel = model(), attempt: Int = 1) -> [String] {
        answers(jobs.map { Array($0.utf8) }, model, attempt: attempt)
    }

    static func answer(_ job: String, _ model: WireModel = model()) -> String { answers([job], model)[0] }

    static func tree(_ answer: String) throws -> JSONValue { try JSONValue.parse(Array(answer.utf8).span) }
}
