import ModelImport
import RecipeHooks
import ScoringEngine
import ScoringModel
package import TrainingData

/// From a recipe to a model that has proved itself against XGBoost.
package struct ModelTrainer {
    private let recipe: Recipe
    /// ISO 8601, UTC: of the manifest.
    private let createdAt: String
    private let hooks: DataHooks
    private let progress: (DataProgress) -> Void
    /// Changes the ensemble before it is compared: tests show that the comparison notices.
    var damage: @Sendable (inout TreeEnsemble) -> Void = { _ in }

    /// `progress` is called while data are read.
    package init(
        _ recipe: Recipe, createdAt: String, hooks: DataHooks = RecipeHooks.all,
        progress: @escaping (DataProgress) -> Void = { _ in }
    ) {
        self.recipe = recipe
        self.createdAt = createdAt
        self.hooks = hooks
        self.progress = progress
    }

    /// Trains on this thread. The same recipe and table give the same model.
    package func train() throws(TrainingError) -> TrainedModel {
        let table = try DataTable.read(DataReader(DataChoices(file: recipe.data), hooks: hooks, progress: progress))
        var schema = try FeatureSchema(recipe, table)
        let target = try TargetColumn(recipe, table, column: schema.target)
        let examples = try ExampleTable(table, schema, target)
        let split = Split(target, recipe.split)
        let training = ExampleTable(examples, at: split.training)
        let validation = ExampleTable(examples, at: split.validation)
        for position in schema.features.indices {
            schema.features[position].statistics = FeatureStatistics(
                training, feature: position, kind: schema.features[position].kind)
        }
        let parameters = try BoosterParameters(
            recipe, task: target.task, classCount: target.labels.count, targets: training.targets)
        var run = try BoosterRun(
            parameters, recipe, features: schema.features, training: training, validation: validation)
        let file = try run.file()
        var imported = try importedModel(file, iterations: 0..<run.kept)
        let golden =
            GoldenRowChoice.rows(training, schema.features, seed: recipe.split.seed)
            + GoldenRowChoice.rows(
                at: imported.ensemble, featureCount: schema.features.count, count: 32, seed: recipe.split.seed)
        damage(&imported.ensemble)
        let goldenMargins = try run.margins(of: golden)
        let margins = try run.margins(of: validation.rows)
        let width = schema.features.count
        try FidelityCheck.check(
            imported.ensemble, featureCount: width, rows: validation.rows, expected: margins, what: "validation rows")
        try FidelityCheck.check(
            imported.ensemble, featureCount: width, rows: golden, expected: goldenMargins, what: "golden rows")

        var manifest = Manifest(
            name: recipe.name, task: target.task, createdAt: createdAt, features: schema.features,
            target: recipe.target.value, classLabels: target.labels, positiveClass: target.positive,
            decisionThreshold: recipe.threshold, transform: imported.transform, iterationRange: imported.iterationRange,
            source: imported.source, goldenOrigin: .library)
        manifest.training = Training(
            rows: training.count, validationRows: validation.count, dataSHA256: table.sha256,
            seed: recipe.split.seed, parameters: parameters.values,
            metrics: Evaluation(
                values: values(margins, manifest), manifest: manifest, targets: validation.targets
            ).metrics,
            baselineMetrics: Evaluation(
                baselineOf: training.targets, manifest: manifest, targets: validation.targets
            ).metrics)
        let model = Model(
            manifest: manifest, ensemble: imported.ensemble,
            golden: GoldenRows(rows: golden, expected: goldenMargins, count: golden.count / width))
        return TrainedModel(
            model: model, rowsWithoutTarget: table.rowCount - target.rows.count,
            metric: NamedValue(parameters.metric, run.history))
    }

    /// XGBoost's file, read by our own importer, as every foreign file is.
    private func importedModel(_ file: [UInt8], iterations: Range<Int>) throws(TrainingError) -> ImportedModel {
        do { return try XGBoostImporter.read(file, iterations: iterations) } catch {
            throw TrainingError(.work, "the model that XGBoost trained can't be taken: \(error)")
        }
    }

    private func values(_ margins: [Float], _ manifest: Manifest) -> [Float] {
        let outputs = OutputCalculator(manifest)
        var values: [Float] = []
        for row in stride(from: 0, to: margins.count, by: outputs.margins) {
            outputs.transform(margins.span.extracting(row..<(row + outputs.margins)), into: &values)
        }
        return values
    }
}
