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

    package func model() throws(TrainingError) -> Model { try adopt().model }

    /// The model. Without a golden table its golden rows are of Scoreline's own reference scorer: they find damage, and
    /// prove nothing about the library.
    package func adopt() throws(TrainingError) -> (model: Model, proof: GoldenProof?) {
        let features = try features()
        let labels = try labels()
        var manifest = Manifest(
            name: name, task: task, createdAt: createdAt, features: features, target: schema?.target,
            classLabels: labels, positiveClass: try positiveClass(labels),
            decisionThreshold: schema?.threshold ?? imported.decisionThreshold ?? 0.5,
            transform: schema?.transform?.value ?? imported.transform, iterationRange: imported.iterationRange,
            source: imported.source, goldenOrigin: .reference)
        manifest.precision = imported.predictor.precision
        manifest.marginDivisor = imported.marginDivisor
        manifest.sigmoid = manifest.transform == imported.transform ? imported.sigmoid : 1
        var model = Model(
            manifest: manifest, predictor: imported.predictor, golden: referenceRows(featureCount: features.count))
        try validate(model)
        guard let golden else { return (model, nil) }
        let proof: GoldenProof
        (model.golden, model.manifest.goldenTolerance, proof) = try golden.prove(model, doubt: otherIterations)
        model.manifest.goldenOrigin = .file
        try validate(model)
        return (model, proof)
    }

    private func validate(_ model: Model) throws(TrainingError) {
        do { try model.validate() } catch { throw TrainingError(.work, "\(error)") }
    }

    /// Predictions that differ may be those of other iterations.
    private var otherIterations: String {
        let (range, count) = (imported.iterationRange, imported.iterationCount)
        guard range != 0..<count else { return "" }
        return ". The model was taken with iterations \(range.lowerBound) to \(range.upperBound - 1) of \(count): "
            + "--iterations 0:\(count) takes all"
    }

    private var task: Task { schema?.task?.value ?? imported.task }

    /// The file's names, or the user's.
    private func names() throws(TrainingError) -> [String] {
        guard let schema, let names = schema.names else { return imported.featureNames }
        guard names.value.count == imported.featureNames.count else {
            throw schema.failure(
                names.line,
                "there are \(names.value.count) names, the model has \(imported.featureNames.count) features")
        }
        return names.value
    }

    private func features() throws(TrainingError) -> [Feature] {
        let names = try names()
        var features = names.indices.map { position in
            Feature(
                name: names[position], kind: imported.featureKinds[position],
                required: imported.requiredFeatures.isEmpty ? false : imported.requiredFeatures[position],
                categories: imported.categories[position])
        }
        guard let schema else { return features }
        for mention in schema.features.mentions where !names.contains(mention.value) {
            let nearest = NearestName.find(mention.value, among: names)
            throw schema.failure(
                mention.line,
                "the model has no feature \(mention.value)" + (nearest.map { "; did you mean \($0)?" } ?? ""))
        }
        for position in features.indices { try schema.complete(&features[position]) }
        return features
    }

    /// The file's own names of the classes, or their numbers, where the user gives none.
    private func labels() throws(TrainingError) -> [String] {
        let count = task == .multiclass ? imported.predictor.groupCount : task == .binary ? 2 : 0
        guard let schema, let classes = schema.classes else {
            return imported.classLabels.count == count ? imported.classLabels : (0..<count).map(String.init)
        }
        guard classes.value.count == count else {
            throw schema.failure(
                classes.line,
                count == 0
                    ? "classes are for classification, and the task is \(task.rawValue)"
                    : "there are \(classes.value.count) classes, the model has \(count)")
        }
        return classes.value
    }

    private func positiveClass(_ labels: [String]) throws(TrainingError) -> Int {
        guard let schema, let positive = schema.positive else { return 1 }
        guard task == .binary, let index = labels.firstIndex(of: positive.value) else {
            throw schema.failure(
                positive.line,
                "positive is \(positive.value); expected one of two classes"
                    + (task == .binary ? ", \(labels.joined(separator: " or "))" : ""))
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
