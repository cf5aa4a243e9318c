import Foundation
import JSONBytes
import ModelFile
import ModelImport
import ScoringEngine
import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

@Suite struct ModelAdoptionTests {
    private func adoption(_ fixture: String) throws -> ModelAdoption {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ModelImportTests/Fixtures/\(fixture)")
        let bytes = [UInt8](try Data(contentsOf: path))
        return ModelAdoption(try XGBoostImporter.read(bytes), name: "m", createdAt: "2026-01-01T00:00:00Z")
    }

    private func schema(_ text: String) throws -> ModelSchema {
        try ModelSchema(RecipeNode.document(text, path: "s.yaml"), path: "s.yaml")
    }

    private func table(_ text: String, _ folder: TemporaryFolder) throws -> GoldenTable {
        try Data(text.utf8).write(to: folder.url.appending(path: "g.csv"))
        return try GoldenTable.read(folder.path("g.csv"))
    }

    @Test(arguments: ["1.7.6/binary.ubj", "1.7.6/softprob.json", "3.2.0/categorical.ubj", "1.7.6/forest.json"])
    func `without golden rows our own scorer gives them, and the gate lets the file in`(fixture: String) throws {
        let model = try adoption(fixture).model()
        #expect(model.manifest.goldenOrigin == .reference)
        #expect(model.manifest.training == nil)
        let width = model.manifest.features.count
        #expect(model.golden.rows.prefix(width).allSatisfy { $0.isNaN })
        for feature in 0..<width {
            #expect((1..<model.golden.count).contains { model.golden.rows[$0 * width + feature].isNaN })
        }
        let ensemble = try #require(model.predictor.trees)
        let edges = Set(
            ensemble.features.indices.filter {
                ensemble.features[$0] >= 0 && ensemble.categorySets[$0] < 0
            }.map { ensemble.values[$0] })
        #expect(model.golden.rows.contains { edges.contains($0) })
        #expect(try Gate.admit(ModelFile.encode(model), name: "m").goldenDifference == 0)
    }

    @Test func `classes are numbered until a schema names them`() throws {
        var adoption = try adoption("1.7.6/softprob.ubj")
        #expect(try adoption.model().manifest.classLabels == ["0", "1", "2"])
        adoption.schema = try schema("classes: [red, green, blue]\ntarget: colour")
        let manifest = try adoption.model().manifest
        #expect(manifest.classLabels == ["red", "green", "blue"])
        #expect(manifest.target == "colour")
    }

    @Test func `a schema completes features`() throws {
        var adoption = try adoption("1.7.6/categorical.ubj")
        adoption.schema = try schema(
            """
            features:
              categories: {colour: [red, green]}
              unseen: {colour: error}
              required: [small]
              missing: {width: -9}
              types: {small: boolean}
            """)
        let features = try adoption.model().manifest.features
        #expect(features[1].categories == ["red", "green"])
        #expect(features[1].unseen == .error)
        #expect(features[0].missingSentinel == -9)
        #expect(features[3].required && features[3].kind == .boolean)
    }

    @Test(arguments: [
        ("1.7.6/softprob.ubj", "classes: [a, b]", "s.yaml, line 1: there are 2 classes, the model has 3"),
        ("1.7.6/softprob.ubj", "positive: a", "s.yaml, line 1: positive is a; expected one of two classes"),
        ("1.7.6/binary.ubj", "positive: a", "s.yaml, line 1: positive is a; expected one of two classes, 0 or 1"),
        (
            "1.7.6/categorical.ubj", "classes: [a, b]",
            "s.yaml, line 1: classes are for classification, and the task is regression"
        ),
        (
            "1.7.6/categorical.ubj", "features: {required: [colours]}",
            "s.yaml, line 1: the model has no feature colours; did you mean colour?"
        ),
        (
            "1.7.6/categorical.ubj", "features: {categories: {small: [a]}}",
            "s.yaml, line 1: small is numeric in the model and has no categories"
        ),
        (
            "1.7.6/categorical.ubj", "features: {types: {colour: numeric}}",
            "s.yaml, line 1: colour is categorical in the model, not numeric"
        ),
        (
            "1.7.6/categorical.ubj", "features: {exclude: [small]}",
            "s.yaml, line 1: there is no key features.exclude; the keys here are types, categories, required, unseen, missing"
        ),
        ("1.7.6/categorical.ubj", "clases: [a]", "s.yaml, line 1: there is no key clases; did you mean classes?"),
    ])
    func `a schema that does not fit is refused by line`(fixture: String, text: String, message: String) throws {
        var adoption = try adoption(fixture)
        let error = #expect(throws: TrainingError.self) {
            adoption.schema = try schema(text)
            _ = try adoption.model()
        }
        #expect(error?.description == message)
    }

    /// A table of the model's own margins, the first of them moved by `error`.
    private func goldenText(_ model: Model, rows: Int, error: Float = 0) -> String {
        let width = model.manifest.features.count
        let groups = model.predictor.groupCount
        let names =
            model.manifest.features.map(\.name) + (groups == 1 ? ["margin"] : (0..<groups).map { "margin_\($0)" })
        var lines = [names.joined(separator: ",")]
        for row in 0..<rows {
            let values = model.golden.rows[(row * width)..<((row + 1) * width)]
            var margins = Array(model.golden.expected[(row * groups)..<((row + 1) * groups)])
            if row == 0 { margins[0] = Double(Float(margins[0]) + error) }
            let cells =
                values.map { $0.isNaN ? "" : DecimalNumber.shortest(Float($0)) }
                + margins.map { DecimalNumber.shortest(Float($0)) }
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(arguments: ["1.7.6/binary.ubj", "1.7.6/softprob.json", "1.7.6/categorical.json"])
    func `margins of the library prove an import`(fixture: String) throws {
        let folder = try TemporaryFolder()
        var adoption = try adoption(fixture)
        adoption.golden = try table(goldenText(adoption.model(), rows: 10), folder)
        let model = try adoption.model()
        #expect(model.manifest.goldenOrigin == .file)
        #expect(model.manifest.goldenTolerance == 0)
        // Ten rows are repeated until they are enough.
        #expect(model.golden.count == 70)
        _ = try Gate.admit(ModelFile.encode(model))
    }

    @Test func `margins that differ refuse an import, rounded ones do not`() throws {
        let folder = try TemporaryFolder()
        var adoption = try adoption("1.7.6/binary.ubj")
        let own = try adoption.model()
        adoption.golden = try table(goldenText(own, rows: 5, error: 1e-6), folder)
        #expect(try adoption.model().manifest.goldenTolerance > 0)
        adoption.golden = try table(goldenText(own, rows: 5, error: 1e-3), folder)
        let error = #expect(throws: TrainingError.self) { try adoption.model() }
        #expect(error?.description.contains("g.csv, line 2: margin is ") == true)
        adoption.golden = try table("f0,margin\n1,2\n", folder)
        let absent = #expect(throws: TrainingError.self) { try adoption.model() }
        #expect(absent?.description.hasSuffix("g.csv has no column f1, a feature of the model") == true)
    }
}
