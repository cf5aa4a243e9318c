import Foundation
import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

/// A pipeline that skl2onnx converted, with rows and what ONNX Runtime made of them; `scripts/make-onnx-fixtures.sh`
/// makes them.
struct ONNXFixture: Sendable, CustomTestStringConvertible {
    let name: String

    var testDescription: String { name }

    static let folder = Fixture.folder + "/onnx"

    static let all: [ONNXFixture] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".onnx") }.sorted().map { ONNXFixture(name: String($0.dropLast(5))) }
    }()

    func bytes(_ suffix: String = "onnx") throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name).\(suffix)")))
    }

    func expected() throws -> ONNXExpected {
        let text = try bytes("json")
        return try ONNXExpected(JSONValue.parse(text.span))
    }
}

/// ONNX Runtime's answers.
struct ONNXExpected {
    let rows: [[JSONValue]]
    /// Empty for regressors.
    let labels: [String]
    /// Probabilities or values.
    let outputs: [[Double]]

    init(_ document: JSONValue) throws {
        rows = try #require(document["rows"]?.array).map { try #require($0.array) }
        labels = try document["labels"]?.array?.map { try #require($0.string) } ?? []
        outputs = try #require(document["outputs"]?.array).map { row in
            try #require(row.array).map { try #require($0.number) }
        }
    }
}

extension ImportedModel {
    /// As a schema without a list of required features makes it, but for that list.
    var onnxModel: Model {
        var model = model
        for position in model.manifest.features.indices {
            model.manifest.features[position].required = !requiredFeatures.isEmpty && requiredFeatures[position]
        }
        model.manifest.classLabels = classLabels
        model.manifest.decisionThreshold = decisionThreshold ?? 0.5
        model.manifest.precision = predictor.precision
        return model
    }

    /// The columns of rows, as `RowEncoder` makes them.
    func encode(_ rows: [[JSONValue]]) throws -> [Double] {
        let encoder = RowEncoder(features: onnxModel.manifest.features)
        return try rows.flatMap { row in
            try row.indices.map { position in
                if let text = row[position].string {
                    let bytes = Array(text.utf8)
                    return try encoder.value(text: bytes.span, at: position)
                }
                return try encoder.value(number: row[position].number ?? .nan, at: position)
            }
        }
    }

    func margins(of rows: [Double]) -> [Double] {
        var margins: [Double] = []
        BatchScorer(predictor, featureCount: featureNames.count).score(rows.span, into: &margins)
        return margins
    }

    func referenceMargins(of rows: [Double]) -> [Double] {
        let reference = ReferenceScorer(predictor)
        let width = featureNames.count
        return stride(from: 0, to: rows.count, by: width).flatMap { start in
            let row = Array(rows[start..<start + width])
            return reference.margins(of: row.span)
        }
    }
}
