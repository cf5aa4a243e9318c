import Foundation
import JSONBytes
import ModelFile
import ModelImport
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelTraining

@Suite struct LightGBMAdoptionTests {
    private func adoption(_ fixture: String) throws -> ModelAdoption {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ModelImportTests/Fixtures/lightgbm/\(fixture).txt")
        let bytes = [UInt8](try Data(contentsOf: path))
        return ModelAdoption(try LightGBMImporter.read(bytes), name: "m", createdAt: "2026-01-01T00:00:00Z")
    }

    @Test(arguments: [
        "2.3.1/categorical", "2.3.1/frame", "3.2.1/multiclassova", "3.3.5/forest", "3.3.5/linear",
        "4.6.0/linear-categorical",
        "4.6.0/zero-missing", "4.6.0/around-zero", "4.6.0/cross-entropy-lambda", "4.6.0/l1-sqrt", "4.6.0/lambdarank",
        "4.6.0/forest-multiclass", "4.6.0/deep", "4.6.0/constant", "4.6.0/dart",
    ])
    func `the gate lets an adopted file in`(fixture: String) throws {
        let model = try adoption(fixture).model()
        #expect(model.manifest.precision == .float64)
        let admitted = try Gate.admit(ModelFile.encode(model), name: "m")
        #expect(admitted.goldenDifference == 0)
        #expect(admitted.model.manifest == model.manifest)
        #expect(admitted.model.predictor == model.predictor)
    }

    @Test func `classes are numbered until a schema names them`() throws {
        #expect(try adoption("4.6.0/binary").model().manifest.classLabels == ["0", "1"])
        #expect(try adoption("4.6.0/multiclassova").model().manifest.classLabels == ["0", "1", "2"])
        #expect(try adoption("4.6.0/lambdarank").model().manifest.classLabels.isEmpty)
    }

    @Test func `what the transform needs is in the manifest`() throws {
        #expect(try adoption("4.6.0/binary-sigmoid").model().manifest.sigmoid == 0.7)
        #expect(try adoption("4.6.0/forest").model().manifest.marginDivisor == 6)
        let source = try adoption("4.6.0/binary").model().manifest.source
        #expect(source.library == "lightgbm" && source.libraryVersion == "v4" && source.format == "lightgbm-text")
    }

    /// Names of a data frame become the codes that LightGBM saw; one that training never saw is missing.
    @Test func `rows with names of categories get the library's scores`() throws {
        let model = try adoption("4.6.0/frame").model()
        let encoder = RowEncoder(model.manifest)
        let reference = ReferenceScorer(model.predictor)
        func score(_ cells: [String]) throws -> Double {
            var row = EncodedRow(encoder)
            for (position, cell) in cells.enumerated() { try row.set(field: Array(cell.utf8).span, at: position) }
            var columns: [Double] = []
            try row.finish(into: &columns)
            return reference.margins(of: columns.span)[0]
        }
        let codes: [Double] = [0.25, 1, 2, 1, 0, 1]
        let known = reference.margins(of: codes.span)[0]
        #expect(try score(["0.25", "grün", "-30", "1", "same", "true"]) == known)
        let unseen: [Double] = [0.25, .nan, 2, .nan, 0, .nan]
        let missing = reference.margins(of: unseen.span)[0]
        #expect(try score(["0.25", "violet", "-30", "7", "same", "maybe"]) == missing)
    }
}
