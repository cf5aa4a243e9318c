import Foundation
import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

/// A model that some XGBoost version saved, with rows and what that version made of them; `scripts/make-fixtures.sh` makes
/// them.
struct Fixture: Sendable, CustomTestStringConvertible {
    /// Such as `3.2.0/binary`.
    let name: String

    var testDescription: String { name }

    static let folder = (#filePath as NSString).deletingLastPathComponent + "/Fixtures"

    static let all: [Fixture] = {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".ubj") }.sorted().map { Fixture(name: String($0.dropLast(4))) }
    }()

    func bytes(_ suffix: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name).\(suffix)")))
    }

    func expected() throws -> JSONValue {
        let text = try bytes("expected.json")
        return try JSONValue.parse(text.span)
    }
}

extension JSONValue {
    /// Rows of Float32 bit patterns in hexadecimal.
    func rows(_ name: String) throws -> [[UInt32]] {
        try #require(self[name]?.array).map { row in
            try #require(row.string).split(separator: " ").map { try #require(UInt32($0, radix: 16)) }
        }
    }
}

extension ImportedModel {
    /// The model with the least around it that a validation wants.
    var model: Model {
        let features = featureNames.indices.map {
            Feature(name: featureNames[$0], kind: featureKinds[$0], categories: categories[$0])
        }
        let count = GoldenRows.minimumCount
        return Model(
            manifest: Manifest(
                name: "fixture", task: task, createdAt: "2026-01-01T00:00:00Z", features: features,
                classLabels: (0..<classCount).map { "class \($0)" }, transform: transform,
                iterationRange: iterationRange, source: source, goldenOrigin: .reference),
            predictor: predictor,
            golden: GoldenRows(
                rows: Array(repeating: .nan, count: count * features.count),
                expected: Array(repeating: 0, count: count * predictor.groupCount), count: count))
    }

    /// Both scorers must give what the library gave.
    func expectMargins(_ expected: JSONValue, _ name: String) throws {
        let rows = try expected.rows("rows").map { $0.map { Double(Float(bitPattern: $0)) } }
        let margins = try expected.rows(name)
        #expect(rows.count == margins.count && rows.count >= 20)
        let reference = ReferenceScorer(predictor)
        for (row, margin) in zip(rows, margins) {
            let found = reference.margins(of: row.span)
            #expect(found.map { Float($0).bitPattern } == margin)
        }
        let flat = rows.flatMap { $0 }
        var batch: [Double] = []
        BatchScorer(predictor, featureCount: featureNames.count).score(flat.span, into: &batch)
        #expect(batch.map { Float($0).bitPattern } == margins.flatMap { $0 })
    }
}
