import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel

/// A model for jobs.
struct JobModel {
    let wire: WireModel
    let scorer: BatchScorer

    /// Every kind of feature that a model sees as it is.
    static let plain = JobModel(features: features, derived: [])

    /// Dates beside them, and every kind of input of a derived feature.
    static let derived = JobModel(
        features: features + [
            Feature(name: "born", kind: .date, isInputOnly: true),
            Feature(name: "seen", kind: .date, missingSentinel: 0, isInputOnly: true),
        ],
        derived: [
            DerivedFeature(name: "ratio", derivation: .ratio(of: "age", to: "weight")),
            DerivedFeature(name: "weekday", derivation: .datePart(of: "born", part: .weekday)),
            DerivedFeature(name: "days", derivation: .daysSince(of: "seen", since: .feature("born"))),
            DerivedFeature(
                name: "pair", derivation: .concat(of: "island", with: "island", separator: "|"),
                categories: ["Dream|Dream", "7|7"]),
        ])

    private static let features = [
        Feature(name: "age", required: true),
        Feature(
            name: "island", kind: .categorical, categories: ["Biscoe", "Dream", "7", "0.5", "true"], unseen: .error),
        Feature(name: "isMale", kind: .boolean),
        Feature(name: "code", kind: .categorical),
        Feature(name: "weight", missingSentinel: -999),
    ]

    private init(features: [Feature], derived: [DerivedFeature]) {
        var manifest = Manifest(
            name: "toy", task: .multiclass, createdAt: "2026-01-01T00:00:00Z", features: features,
            classLabels: ["Adelie", "Chin\"strap", "Gentoo"], transform: .softmax, iterationRange: 0..<1,
            source: Source(library: "none", libraryVersion: "0", format: "none", sha256: ""), goldenOrigin: .reference)
        manifest.derived = derived
        wire = WireModel(
            name: "toy", version: 7, sha256: "ab12", manifest: manifest, encoder: RowEncoder(manifest),
            outputs: OutputCalculator(manifest))
        scorer = BatchScorer(.trees(Self.ensemble), featureCount: manifest.columnCount)
    }

    /// Age under 3 gives the first class.
    private static let ensemble: TreeEnsemble = {
        var ensemble = TreeEnsemble(groupCount: 3, baseMargins: [0, 0, 0])
        for group in 0..<3 {
            ensemble.treeGroups.append(Int32(group))
            ensemble.features += [0, -1, -1]
            ensemble.values += [3, Double(2 - group), -1]
            ensemble.leftChildren += [1, -1, -1]
            ensemble.rightChildren += [2, -1, -1]
            ensemble.defaultLeft += [0, 0, 0]
            ensemble.categorySets += [-1, -1, -1]
            ensemble.treeOffsets.append(Int32(ensemble.features.count))
        }
        return ensemble
    }()

    /// 2026-01-01.
    static let now = 1_767_225_600_000

    /// Scores what was read and gives the results.
    func results(of batch: inout JobBatch) throws -> (texts: [[UInt8]], counts: BatchCounts) {
        let (results, counts) = try encoded(&batch)
        return ((0..<results.count).map { Array(results.bytes(at: $0)) }, counts)
    }

    /// The same, as a lane commits it.
    func encoded(_ batch: inout JobBatch) throws -> (results: ResultBatch, counts: BatchCounts) {
        var margins: [Double] = []
        scorer.score(batch.rows.span, into: &margins)
        var results = ResultBatch()
        let counts = batch.encode(margins, into: &results)
        try require(results.count == batch.jobCount, "\(batch.jobCount) jobs have \(results.count) results")
        for destination in results.destinations {
            try require((0...results.replyNames.count).contains(destination), "a result goes nowhere: \(destination)")
        }
        return (results, counts)
    }
}
