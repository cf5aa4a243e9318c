import ModelFile
import ScoringEngine
import ScoringModel

/// A model by hand whose rows are trips and whose columns are mostly computed from them. The digits of its score tell what
/// the columns were: 200 for a known route, else 100; 20 from July on or without a date, else 10; 2 from 2 per kilometre on,
/// else 1.
enum TripModel {
    static let name = "trips"

    private static let manifest: Manifest = {
        let cities = ["a", "b"]
        var manifest = Manifest(
            name: name, task: .regression, createdAt: "2026-01-01T00:00:00Z",
            features: [
                Feature(name: "fare", required: true), Feature(name: "km", isInputOnly: true),
                Feature(name: "pickup", kind: .date, isInputOnly: true),
                Feature(name: "from", kind: .categorical, categories: cities, isInputOnly: true),
                Feature(name: "to", kind: .categorical, categories: cities, isInputOnly: true),
            ],
            transform: .identity, iterationRange: 0..<3,
            source: Source(library: "none", libraryVersion: "1", format: "none", sha256: ""), goldenOrigin: .reference)
        manifest.derived = [
            DerivedFeature(name: "per_km", derivation: .ratio(of: "fare", to: "km")),
            DerivedFeature(name: "month", derivation: .datePart(of: "pickup", part: .month)),
            DerivedFeature(
                name: "route", derivation: .concat(of: "from", with: "to", separator: "|"), categories: ["a|b"]),
        ]
        return manifest
    }()

    private static let ensemble = TreeEnsemble(
        treeOffsets: [0, 3, 6, 9], treeGroups: [0, 0, 0], features: [1, -1, -1, 2, -1, -1, 3, -1, -1],
        values: [2, 1, 2, 7, 10, 20, 0, 100, 200], leftChildren: [1, -1, -1, 1, -1, -1, 1, -1, -1],
        rightChildren: [2, -1, -1, 2, -1, -1, 2, -1, -1], defaultLeft: [1, 0, 0, 0, 0, 0, 1, 0, 0],
        categorySets: [-1, -1, -1, -1, -1, -1, 0, -1, -1], categorySetOffsets: [0, 1], categoryCodes: [0])

    /// The model's file.
    static func file() throws -> [UInt8] {
        let scorer = ReferenceScorer(.trees(ensemble))
        let width = manifest.columnCount
        let rows: [Double] = (0..<64).flatMap { row in (0..<width).map { row % (2 + $0) == 0 ? .nan : Double(row % 13) }
        }
        let expected = (0..<64).flatMap { scorer.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width)) }
        return try ModelFile.encode(
            Model(
                manifest: manifest, predictor: .trees(ensemble),
                golden: GoldenRows(rows: rows, expected: expected, count: 64)))
    }
}
