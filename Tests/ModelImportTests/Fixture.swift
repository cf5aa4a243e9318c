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
        let suffix = ".expected.json"
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(suffix) }.sorted().map { Fixture(name: String($0.dropLast(suffix.count))) }
    }()

    /// Those that stand there in both formats: XGBoost has UBJSON from 1.6 on.
    static let both = all.filter { !$0.name.hasPrefix("1.0.2/") }

    var version: String { String(name.prefix { $0 != "/" }) }

    /// Units in the last place of a Float32 by which margins may differ: those of an expectile are logarithms of base scores.
    var ulps: Int32 { name.hasSuffix("/expectiles") ? 4 : 0 }

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

    /// Both scorers must give what the library gave, Float32 numbers.
    func expectMargins(_ expected: JSONValue, _ name: String, ulps: Int32 = 0) throws {
        let rows = try expected.rows("rows").map { $0.map { Double(Float(bitPattern: $0)) } }
        let margins = try expected.rows(name)
        #expect(rows.count == margins.count && rows.count >= 20)
        let reference = ReferenceScorer(predictor)
        var all: [Double] = []
        for (row, margin) in zip(rows, margins) {
            let found = reference.margins(of: row.span)
            #expect(found.isNear(margin, ulps: ulps))
            all += found
        }
        let flat = rows.flatMap { $0 }
        var batch: [Double] = []
        BatchScorer(predictor, featureCount: featureNames.count).score(flat.span, into: &batch)
        #expect(batch.map(\.bitPattern) == all.map(\.bitPattern))
    }
}

extension [Double] {
    /// Whether these are Float32 numbers at most so many units in the last place from those of the bit patterns.
    func isNear(_ patterns: [UInt32], ulps: Int32) -> Bool {
        guard count == patterns.count else { return false }
        return zip(self, patterns).allSatisfy { number, pattern in
            let (mine, theirs) = (Float(number), Float(bitPattern: pattern))
            guard Double(mine).bitPattern == number.bitPattern else { return false }
            return mine.bitPattern == pattern
                || (ulps > 0 && (mine - theirs).magnitude <= Float(ulps) * Swift.max(mine.ulp, theirs.ulp))
        }
    }
}
