import Evaluation
import ModelImport
import RecipeHooks
import ScoringEngine
package import ScoringModel
import Settings
package import TrainingData

/// From a recipe to a model that has proved itself against XGBoost.
package struct ModelTrainer: Sendable {
    private let recipe: Recipe
    /// ISO 8601, UTC: of the manifest.
    private let createdAt: String
    /// Told what the training is doing, on the thread that trains.
    package var progress: @Sendable (TrainingProgress) -> Void = { _ in }
    /// The sources and filters that the recipe can name.
    package var hooks = RecipeHooks.all
    /// A model to compare with: the one that is live.
    package var rival: Manifest?
    /// Changes the predictor before it is compared: tests show that the comparison notices.
    var damage: @Sendable (inout Predictor) -> Void = { _ in }

    package init(_ recipe: Recipe, createdAt: String) {
        self.recipe = recipe
        self.createdAt = createdAt
    }

    /// Trains on this thread. The same recipe and table give the same model.
    package func train() throws(TrainingError) -> TrainedModel {
        try recipe.check(hooks)
        var watch = PhaseWatch()
        progress(.reading(recipe.data.value.name))
        let progress = progress
        let data = try PreparedData(recipe, hooks, rival: rival) { progress(.data($0)) }
        watch.finish("read")
        try recipe.gate.check(recipe, task: data.target.task)
        let columns = data.schema.columns
        let weights = try recipe.trainingWeights(data.training, data.target)
        let parameters = try BoosterParameters(
            recipe, data.target, columns: columns, targets: data.training.targets, weights: weights)
        var run = try BoosterRun(
            parameters, recipe, columns: columns, training: data.training, weights: weights,
            validation: data.validation
        ) { done, value in
            progress(.training(done: done, limit: recipe.rounds, metric: parameters.metric, value: value))
        }
        watch.finish("train")
        progress(.checking)
        var imported = try importedModel(run.file(), iterations: 0..<run.kept)
        let goldenRows =
            GoldenRowChoice.rows(data.training, columns, seed: recipe.split.seed)
            + GoldenRowChoice.rows(
                at: imported.predictor, featureCount: columns.count, count: 32, seed: recipe.split.seed
            ).map { Float($0) }
        damage(&imported.predictor)
        let expected = try run.margins(of: goldenRows)
        let golden = GoldenRows(
            rows: goldenRows.map(Double.init), expected: expected.map(Double.init),
            count: goldenRows.count / columns.count)
        let sample = data.validation.sample(FidelityCheck.rowLimit)
        try FidelityCheck.check(
            imported.predictor, featureCount: columns.count, rows: sample.rows,
            expected: try run.margins(of: sample.rows), ulps: parameters.booster.ulps, what: "validation rows")
        let goldenDifference = try FidelityCheck.check(
            imported.predictor, featureCount: columns.count, rows: goldenRows, expected: expected,
            ulps: parameters.booster.ulps, what: "golden rows")
        let gains = try run.gains(parameters.booster)
        watch.finish("check")

        let scorer = BatchScorer(imported.predictor, featureCount: columns.count)
        var manifest = manifest(data, imported)
        manifest.goldenTolerance = goldenDifference
        let margins = scorer.margins(data.validation.rows)
        if recipe.calibration?.value == .platt {
            let line = try PlattScaling.fit(
                margins: margins, targets: data.validation.targets, weights: data.validation.weights)
            manifest.calibration = Calibration(slope: line.slope, intercept: line.intercept)
        }
        let validation = data.validation.scored(margins, manifest)
        if case .maximize(let goal) = recipe.threshold?.value {
            manifest.decisionThreshold = ThresholdTable(validation).best(for: goal)
        }
        manifest.scores = ScoreStatistics(validation, threshold: manifest.decisionThreshold)
        var outcomes = [
            NamedValue("train", data.training.scored(scorer.margins(data.training.rows), manifest)),
            NamedValue("validation", validation),
        ]
        if let test = data.test {
            outcomes.append(NamedValue("test", test.scored(scorer.margins(test.rows), manifest)))
        }
        watch.finish("score")
        let folds = try FoldTraining(recipe, data, manifest, rounds: run.kept).outcomes(progress)
        watch.finish("folds")
        manifest.training = training(data, parameters, outcomes, folds, manifest.decisionThreshold)
        return TrainedModel(
            model: Model(manifest: manifest, predictor: imported.predictor, golden: golden), recipe: recipe, data: data,
            parameters: parameters, curves: run.curves, outcomes: outcomes, folds: folds, gains: gains,
            checkedRows: sample.count, seconds: watch.seconds)
    }

    private func manifest(_ data: PreparedData, _ imported: ImportedModel) -> Manifest {
        var manifest = Manifest(
            name: recipe.name, task: data.target.task, createdAt: createdAt, features: data.schema.features,
            target: recipe.target.value, classLabels: data.target.labels, positiveClass: data.target.positive,
            transform: imported.transform, iterationRange: imported.iterationRange, source: imported.source,
            goldenOrigin: .library)
        manifest.derived = data.schema.derived
        if case .fixed(let threshold) = recipe.threshold?.value { manifest.decisionThreshold = threshold }
        return manifest
    }

    private func training(
        _ data: PreparedData, _ parameters: BoosterParameters, _ outcomes: [NamedValue<ScoredRows>],
        _ folds: [ScoredRows], _ threshold: Float
    ) -> Training {
        let (train, validation) = (outcomes[0].value, outcomes[1].value)
        var training = Training(
            rows: data.training.count, validationRows: data.validation.count, dataSHA256: data.origin.sha256,
            seed: recipe.split.seed, parameters: parameters.values, metrics: validation.metrics(threshold: threshold),
            baselineMetrics: validation.baseline(trainedOn: train).metrics())
        training.data = DataSource(
            files: data.origin.files.map { String($0.split(separator: "/").last ?? "") }, rows: data.origin.rows)
        training.recipeSHA256 = recipe.sha256
        training.programVersion = ScorelineVersion.text
        if let test = outcomes.value(named: "test") {
            training.testRows = test.count
            training.testMetrics = test.metrics(threshold: threshold)
        }
        training.foldMetrics = folds.map { $0.metrics(threshold: threshold) }
        training.fittedOnValidation = recipe.fittedOnValidation
        training.card = recipe.card
        return training
    }

    /// XGBoost's file, read by our own importer, as every foreign file is.
    private func importedModel(_ file: [UInt8], iterations: Range<Int>) throws(TrainingError) -> ImportedModel {
        do { return try XGBoostImporter.read(file, iterations: iterations) } catch {
            throw TrainingError(.work, "the model that XGBoost trained can't be taken: \(error)")
        }
    }
}

extension BatchScorer {
    /// Margins of encoded rows, row-major rows × groups.
    func margins(_ rows: [Float]) -> [Float] {
        var margins: [Float] = []
        score(rows.span, into: &margins)
        return margins
    }
}
