import Files
import ModelFile
package import ModelImport
import ModelTraining
import ScoringEngine
package import ScoringModel
import TestSupport

/// A foreign model on its whole way: imported, written as a model file and read again; then scored in every way.
package struct ParityTrial: Sendable {
    package let imported: ImportedModel
    package let model: Model
    /// As a row encoder would give them: n × features, of the model's precision.
    package let rows: [Double]
    /// What the reference scorer says: n × groups.
    package let margins: [Double]

    package init(_ request: ParityRequest) throws {
        let (imported, model) = try Self.admit(FileBytes.read(request.model, limit: 1 << 30), request.iterations)
        let width = imported.featureNames.count
        guard width == request.features else {
            throw TestFailure("the rows have \(request.features) values each, the model has \(width) features")
        }
        let codes = CategoryCodes(request.categories, imported)
        let raw = try RawValues.read(request.rows)
        self.init(imported, model, rows: raw.indices.map { codes.code(raw[$0], column: $0 % width) })
    }

    /// With hostile rows of a seed.
    package init(_ bytes: [UInt8], rowCount: Int, seed: UInt64) throws {
        let (imported, model) = try Self.admit(bytes, nil)
        self.init(imported, model, rows: HostileRows.make(model, count: rowCount, seed: seed))
    }

    private init(_ imported: ImportedModel, _ model: Model, rows: [Double]) {
        self.imported = imported
        self.model = model
        let rounded = rows.map { model.predictor.precision.rounded($0) }
        let reference = ReferenceScorer(model.predictor)
        margins = stride(from: 0, to: rows.count, by: imported.featureNames.count).flatMap { start in
            reference.margins(of: rounded.span.extracting(start..<start + imported.featureNames.count))
        }
        self.rows = rounded
    }

    private static func admit(_ bytes: [UInt8], _ iterations: Range<Int>?) throws -> (ImportedModel, Model) {
        let imported = try ModelImporter.read(bytes, iterations: iterations)
        let adopted = try ModelAdoption(imported, name: "parity", createdAt: "2026-01-01T00:00:00Z").model()
        let model = try ModelFile.decode(try ModelFile.encode(adopted))
        guard model.predictor == imported.predictor else {
            throw TestFailure("the model file does not give back the predictor")
        }
        return (imported, model)
    }
}
