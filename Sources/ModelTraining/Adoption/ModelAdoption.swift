package import ModelImport
import ScoringEngine
package import ScoringModel
import Settings

/// Makes a model of what a foreign file says and what its user adds.
package struct ModelAdoption: Sendable {
    private let imported: ImportedModel
    private let name: String
    /// ISO 8601, UTC.
    private let createdAt: String
    package var schema: ModelSchema?
    package var golden: GoldenTable?

    private static let sampleCount = 128

    package init(_ imported: ImportedModel, name: String, createdAt: String) {
        self.imported = imported
        self.name = name
        self.createdAt = createdAt
    }

    /// The model. Without a golden table its golden rows are of Scoreline's own reference scorer: they find damage, and
    /// prove nothing about the library.
    package func model() throws(TrainingError) -> Model {
        let features = try features()
        let labels = try labels()
        var manifest = Manifest(
            name: name, task: imported.task, createdAt: createdAt, features: features, target: schema?.target,
            classLabels: labels, positiveClass: try positiveClass(labels), decisionThreshold: schema?.threshold ?? 0.5,
            transform: imported.transform, iterationRange: imported.iterationRange, source: imported.source,
            goldenOrigin: golden == nil ? .reference : .file)
        manifest.precision = imported.predictor.precision
        manifest.marginDivisor = imported.marginDivisor
        manifest.sigmoid = imported.sigmoid
        let rows: GoldenRows
        if let golden {
            (rows, manifest.goldenTolerance) = try golden.rows(for: imported.predictor, features, labels: labels)
        } else {
            rows = referenceRows(featureCount: features.count)
        }
        let model = Model(manifest: manifest, predictor: imported.predictor, golden: rows)
        do { try model.validate() } catch { throw TrainingError(.work, "\(error)") }
        return model
    }

    private func features() throws(TrainingError) -> [Feature] {
        var features = imported.featureNames.indices.map { position in
            Feature(
                name: imported.featureNames[position], kind: imported.featureKinds[position],
                categories: imported.categories[position])
        }
        guard let schema else { return features }
        for mention in schema.features.mentions where !imported.featureNames.contains(mention.value) {
            let nearest = NearestName.find(mention.value, among: imported.featureNames)
            throw schema.failure(
                mention.line,
                "the model has no feature \(mention.value)" + (nearest.map { "; did you mean \($0)?" } ?? ""))
        }
        for position in features.indices { try schema.complete(&features[position]) }
        return features
    }

    /// The file's own names of the classes, or their numbers, where the user gives none.
    private func labels() throws(TrainingError) -> [String] {
        let count = imported.task == .multiclass ? imported.predictor.groupCount : imported.classCount
        guard let schema, let classes = schema.classes else {
            return imported.classLabels.isEmpty ? (0..<count).map(String.init) : imported.classLabels
        }
        guard classes.value.count == count else {
            throw schema.failure(
                classes.line,
                count == 0
                    ? "classes are for classification, and the task is \(imported.task.rawValue)"
                    : "there are \(classes.value.count) classes, the model has \(count)")
        }
        return classes.value
    }

    private func positiveClass(_ labels: [String]) throws(TrainingError) -> Int {
        guard let schema, let positive = schema.positive else { return 1 }
        guard imported.task == .binary, let index = labels.firstIndex(of: positive.value) else {
            throw schema.failure(positive.line, "positive is \(positive.value); expected one of two classes")
        }
        return index
    }

    private func referenceRows(featureCount: Int) -> GoldenRows {
        let rows = GoldenRowChoice.rows(
            at: imported.predictor, featureCount: featureCount, count: Self.sampleCount, seed: 1)
        let reference = ReferenceScorer(imported.predictor)
        var margins: [Double] = []
        for start in stride(from: 0, to: rows.count, by: featureCount) {
            margins += reference.margins(of: rows.span.extracting(start..<(start + featureCount)))
        }
        return GoldenRows(rows: rows, expected: margins, count: rows.count / featureCount)
    }
}

extension ModelSchema {
    /// Adds what the schema says about a feature to what the model's file says.
    fileprivate func complete(_ feature: inout Feature) throws(TrainingError) {
        let name = feature.name
        let kind = feature.kind
        if let declared = features.types.value(named: name), declared.value != kind {
            guard kind == .numeric, declared.value == .boolean else {
                throw failure(declared.line, "\(name) is \(kind.rawValue) in the model, not \(declared.value.rawValue)")
            }
            feature.kind = .boolean
        }
        if let categories = features.categories.value(named: name) {
            guard kind == .categorical else {
                throw failure(categories.line, "\(name) is \(kind.rawValue) in the model and has no categories")
            }
            feature.categories = categories.value
        }
        feature.required = features.required.contains { $0.value == name }
        feature.unseen = features.unseen.value(named: name)?.value ?? .missing
        feature.missingSentinel = features.missing.value(named: name)?.value
    }
}
