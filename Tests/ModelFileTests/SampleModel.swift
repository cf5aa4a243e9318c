import ScoringEngine
import ScoringModel

/// A small model with every kind of feature and split, and golden rows by the reference scorer.
enum SampleModel {
    static let name = "sample"

    static var model: Model {
        let ensemble = TreeEnsemble(
            treeOffsets: [0, 5, 8, 9], treeGroups: [0, 1, 1], groupCount: 2, baseMargins: [0.25, -0.5],
            features: [0, 1, -1, -1, -1, 2, -1, -1, -1], values: [1.5, -2, 0.125, 0.25, 0.375, 0, -0.5, 0.5, 0.0625],
            leftChildren: [1, 3, -1, -1, -1, 1, -1, -1, -1], rightChildren: [2, 4, -1, -1, -1, 2, -1, -1, -1],
            defaultLeft: [1, 0, 0, 0, 0, 1, 0, 0, 0], categorySets: [-1, -1, -1, -1, -1, 0, -1, -1, -1],
            categorySetOffsets: [0, 2], categoryCodes: [0, 2])
        var manifest = Manifest(
            name: name, task: .multiclass, createdAt: "2026-01-01T00:00:00Z",
            features: [
                Feature(
                    name: "bill \"length\"", required: true, missingSentinel: -999,
                    statistics: FeatureStatistics(
                        count: 344, missing: 2, minimum: 32.1, maximum: 59.6, mean: 43.92, standardDeviation: 5.46,
                        histogram: BinnedCounts(bins: .edges([38.1, 44, 48.7]), counts: [80, 90, 100, 72]))),
                Feature(name: "sex", kind: .boolean, statistics: FeatureStatistics(count: 3, missing: 3)),
                Feature(
                    name: "île", kind: .categorical, categories: ["Biscoe", "Dream", "日本\n"], unseen: .error,
                    statistics: FeatureStatistics(
                        count: 344, missing: 0, minimum: 0, maximum: 2,
                        histogram: BinnedCounts(bins: .codes([0, 2]), counts: [168, 124, 52]))),
            ],
            target: "species", classLabels: ["Adelie", "Gentoo"], transform: .softmax, iterationRange: 0..<3,
            source: Source(library: "xgboost", libraryVersion: "3.0.5", format: "xgboost-ubjson", sha256: "00ff"),
            training: Training(
                rows: 240, validationRows: 60, dataSHA256: "abcd", seed: 42,
                parameters: [NamedValue("max_depth", "6"), NamedValue("eta", "0.1")],
                metrics: [NamedValue("accuracy", 0.98)], baselineMetrics: [NamedValue("accuracy", 0.44)]),
            goldenTolerance: 0, goldenOrigin: .library)
        manifest.scores = ScoreStatistics(
            count: 60, histogram: BinnedCounts(bins: .edges([0.1, 0.75]), counts: [10, 20, 30]), labels: [40, 20])
        var rows: [Double] = []
        for row in 0..<64 {
            rows += [
                row % 7 == 0 ? .nan : Double(row) / 16, row % 5 == 0 ? .nan : Double(row % 2),
                row % 3 == 0 ? .nan : Double(row % 4),
            ]
        }
        let scorer = ReferenceScorer(.trees(ensemble))
        let expected = (0..<64).flatMap { scorer.margins(of: rows.span.extracting($0 * 3..<$0 * 3 + 3)) }
        return Model(
            manifest: manifest, predictor: .trees(ensemble),
            golden: GoldenRows(rows: rows, expected: expected, count: 64))
    }
}
