import JobWire
import ModelFile
import ScoringEngine
import ScoringModel

@testable import scoreline

/// A model with every kind of feature, whose trees don't matter to the tests of a client.
enum SampleModel {
    static let features = [
        Feature(name: "length"), Feature(name: "mass", missingSentinel: -999), Feature(name: "isAdult", kind: .boolean),
        Feature(
            name: "code", kind: .categorical, categories: ["007", "7", "1.0", "true", "True", "", "a\"b"],
            unseen: .error),
        Feature(name: "island", kind: .categorical, categories: ["Biscoe", "Dream"]),
        Feature(name: "raw", kind: .categorical),
    ]

    /// Splits on each feature, so that rows differ in their margins.
    static let ensemble = TreeEnsemble(
        treeOffsets: [0, 3, 6], treeGroups: [0, 0], features: [0, -1, -1, 3, -1, -1],
        values: [40, -1.25, 0.5, 1, 0.125, 2], leftChildren: [1, -1, -1, 1, -1, -1],
        rightChildren: [2, -1, -1, 2, -1, -1], defaultLeft: [1, 0, 0, 0, 0, 0], categorySets: [-1, -1, -1, -1, -1, -1])

    static func manifest(
        _ task: ScoringModel.Task = .binary, labels: [String] = ["Adelie", "Gentoo"],
        transform: OutputTransform = .logistic, features: [Feature] = features
    ) -> Manifest {
        Manifest(
            name: "sample", task: task, createdAt: "2026-01-01T00:00:00Z", features: features, classLabels: labels,
            transform: transform, iterationRange: 0..<2,
            source: Source(library: "none", libraryVersion: "1", format: "none", sha256: ""), goldenOrigin: .reference)
    }

    static func live(version: Int = 1) -> LiveModel {
        LiveModel(
            version: version, isLive: true, predictor: .trees(ensemble), manifest: manifest(),
            outputs: OutputCalculator(manifest()))
    }

    static func wire(version: Int = 1, features: [Feature] = features) -> WireModel {
        let manifest = manifest(features: features)
        return WireModel(
            name: "sample", version: version, sha256: "00", manifest: manifest, encoder: RowEncoder(features: features),
            outputs: OutputCalculator(manifest))
    }

    static var admitted: AdmittedModel {
        get throws { try Gate.admit(file) }
    }

    /// As it is published.
    static var file: [UInt8] {
        get throws {
            let manifest = manifest()
            let scorer = ReferenceScorer(.trees(ensemble))
            let rows = (0..<64).flatMap { row in
                features.indices.map { row == $0 ? Double.nan : Double(row % ($0 + 2)) }
            }
            let width = features.count
            let expected = (0..<64).flatMap { scorer.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width)) }
            let model = Model(
                manifest: manifest, predictor: .trees(ensemble),
                golden: GoldenRows(rows: rows, expected: expected, count: 64))
            return try ModelFile.encode(model)
        }
    }
}
