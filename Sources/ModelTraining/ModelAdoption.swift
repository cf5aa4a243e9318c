package import ModelImport
import ScoringEngine
package import ScoringModel

/// Makes a model of what a foreign file says and what its user adds.
package struct ModelAdoption: Sendable {
    package var imported: ImportedModel
    package var name: String
    /// ISO 8601, UTC.
    package var createdAt: String
    /// Nil: the numbers of the classes.
    package var classLabels: [String]?

    private static let sampleCount = 128

    package init(_ imported: ImportedModel, name: String, createdAt: String) {
        self.imported = imported
        self.name = name
        self.createdAt = createdAt
    }

    /// The model with golden rows of Scoreline's own reference scorer: they find damage, and prove nothing about the
    /// library.
    package func model() throws(TrainingError) -> Model {
        let features = imported.featureNames.indices.map { position in
            Feature(
                name: imported.featureNames[position], kind: imported.featureKinds[position],
                categories: imported.categories[position])
        }
        let classCount = imported.task == .multiclass ? imported.ensemble.groupCount : imported.classCount
        let labels = classLabels ?? (0..<classCount).map(String.init)
        guard labels.count == classCount else {
            throw TrainingError(.recipe, "\(labels.count) class labels were given, the model has \(classCount) classes")
        }
        let rows = GoldenRowChoice.rows(
            at: imported.ensemble, featureCount: features.count, count: Self.sampleCount, seed: 1)
        let model = Model(
            manifest: Manifest(
                name: name, task: imported.task, createdAt: createdAt, features: features, classLabels: labels,
                transform: imported.transform, iterationRange: imported.iterationRange, source: imported.source,
                goldenOrigin: .reference),
            ensemble: imported.ensemble, golden: golden(rows, featureCount: features.count))
        do { try model.validate() } catch { throw TrainingError(.work, "\(error)") }
        return model
    }

    private func golden(_ rows: [Float], featureCount: Int) -> GoldenRows {
        let reference = ReferenceScorer(imported.ensemble)
        var margins: [Float] = []
        for start in stride(from: 0, to: rows.count, by: featureCount) {
            margins += reference.margins(of: rows.span.extracting(start..<(start + featureCount)))
        }
        return GoldenRows(rows: rows, expected: margins, count: rows.count / featureCount)
    }
}
