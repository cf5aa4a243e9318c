import Drift
import ScoringModel
import TestSupport

/// Three columns as training saw them: numbers, codes, names.
enum SampleReference {
    static let edges: [Float] = [-1, -0.5, 0, 0.5, 1]

    static let manifest: Manifest = {
        var manifest = Manifest(
            name: "sample", task: .binary, createdAt: "2026-01-01T00:00:00Z",
            features: [
                Feature(
                    name: "number",
                    statistics: FeatureStatistics(
                        count: 1000, missing: 100, minimum: -3, maximum: 3, mean: 0.1, standardDeviation: 1,
                        histogram: BinnedCounts(bins: .edges(edges), counts: [150, 150, 150, 150, 150, 150]))),
                Feature(name: "nothing"),
                Feature(
                    name: "code", kind: .categorical,
                    statistics: FeatureStatistics(
                        count: 1000, missing: 0, minimum: 2, maximum: 9,
                        histogram: BinnedCounts(bins: .codes([2, 5, 9]), counts: [500, 300, 200, 0]))),
                Feature(
                    name: "name", kind: .categorical, categories: ["a", "b", "c"],
                    statistics: FeatureStatistics(
                        count: 1000, missing: 10, minimum: 0, maximum: 1,
                        histogram: BinnedCounts(bins: .codes([0, 1]), counts: [600, 390, 0]))),
            ],
            classLabels: ["no", "yes"], transform: .logistic, iterationRange: 0..<1,
            source: Source(library: "", libraryVersion: "", format: "", sha256: ""), goldenOrigin: .reference)
        manifest.scores = ScoreStatistics(
            count: 1000, histogram: BinnedCounts(bins: .edges([0.25, 0.5]), counts: [500, 250, 250]),
            labels: [750, 250])
        return manifest
    }()

    static var reference: DriftReference {
        get throws {
            guard let reference = DriftReference(manifest) else { throw TestFailure("no reference") }
            return reference
        }
    }

    /// Rows with everything that is counted: values on edges, outside of the range, missing, unseen.
    static func rows(_ count: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        let numbers = [-9, -3, -1, -0.75, 0, 0.25, 0.5, 1, 2.9999, 3, 3.0001, .nan, .infinity]
        let codes = [2, 5, 9, 3, 9.5, -1, 1e9, .nan]
        let names = [0, 1, 2, .nan, RowEncoder.unseenCategory]
        return (0..<count).flatMap { _ in
            [
                numbers.randomElement(using: &generator) ?? 0, 7, codes.randomElement(using: &generator) ?? 0,
                names.randomElement(using: &generator) ?? 0,
            ]
        }
    }
}
