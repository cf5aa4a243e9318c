import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel

/// A model with every kind of feature, for jobs.
enum JobModel {
    static let wire: WireModel = {
        let features = [
            Feature(name: "age", required: true),
            Feature(
                name: "island", kind: .categorical, categories: ["Biscoe", "Dream", "7", "0.5", "true"], unseen: .error),
            Feature(name: "isMale", kind: .boolean),
            Feature(name: "code", kind: .categorical),
            Feature(name: "weight", missingSentinel: -999),
        ]
        let manifest = Manifest(
            name: "toy", task: .multiclass, createdAt: "2026-01-01T00:00:00Z", features: features,
            classLabels: ["Adelie", "Chin\"strap", "Gentoo"], transform: .softmax, iterationRange: 0..<1,
            source: Source(library: "none", libraryVersion: "0", format: "none", sha256: ""), goldenOrigin: .reference)
        return WireModel(
            name: "toy", version: 7, sha256: "ab12", manifest: manifest, encoder: RowEncoder(features: features),
            outputs: OutputCalculator(manifest))
    }()

    /// Age under 3 gives the first class.
    static let scorer: BatchScorer = {
        var ensemble = TreeEnsemble(groupCount: 3, baseMargins: [0, 0, 0])
        for group in 0..<3 {
            ensemble.treeGroups.append(Int32(group))
            ensemble.features += [0, -1, -1]
            ensemble.values += [3, Float(2 - group), -1]
            ensemble.leftChildren += [1, -1, -1]
            ensemble.rightChildren += [2, -1, -1]
            ensemble.defaultLeft += [0, 0, 0]
            ensemble.categorySets += [-1, -1, -1]
            ensemble.treeOffsets.append(Int32(ensemble.features.count))
        }
        return BatchScorer(.trees(ensemble), featureCount: 5)
    }()

    /// 2026-01-01.
    static let now = 1_767_225_600_000

    /// Scores what was read and gives the results.
    static func results(of batch: inout JobBatch) throws -> (texts: [[UInt8]], counts: BatchCounts) {
        var margins: [Float] = []
        scorer.score(batch.rows.span, into: &margins)
        var results = ResultBatch()
        let counts = batch.encode(margins, into: &results)
        try require(results.count == batch.jobCount, "\(batch.jobCount) jobs have \(results.count) results")
        for destination in results.destinations {
            try require((0...results.replyNames.count).contains(destination), "a result goes nowhere: \(destination)")
        }
        return ((0..<results.count).map { Array(results.bytes(at: $0)) }, counts)
    }
}
