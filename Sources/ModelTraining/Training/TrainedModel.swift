package import Evaluation
package import ScoringModel

/// A model with what was learnt on the way to it.
package struct TrainedModel: Sendable {
    /// A gate may add its results to the manifest.
    package var model: Model
    package let recipe: Recipe
    package let origin: DataOrigin
    /// XGBoost's name of the metric that decided.
    package let metric: String
    /// The deciding metric is the last one.
    package let learningCurves: [LearningCurve]
    /// `train`, `validation` and, where there are test rows, `test`.
    package let outcomes: [NamedValue<ScoredRows>]
    /// What each fold's model says about the fold's own rows, uncalibrated.
    package let folds: [ScoredRows]
    /// Total gain of the splits on each of the model's columns; empty for a booster without splits.
    package let gains: [Double]
    package let training: ExampleTable
    package let validation: ExampleTable
    package let test: ExampleTable?
    /// `validation` and `test` as the trainer's rival reads them.
    let rivalRows: [NamedValue<RivalRows>]
    /// What was chosen by the validation rows, so that their metrics flatter: `early_stopping`, `threshold`, `calibration`.
    package let fittedOnValidation: [String]
    /// Date columns that no derived feature is computed from.
    package let unusedDates: [String]
    /// Validation rows on which the engine was compared with XGBoost.
    package let checkedRows: Int
    /// Seconds of `read`, `train`, `check`, `score`, `folds`.
    package let seconds: [NamedValue<Double>]

    init(
        model: Model, recipe: Recipe, data: PreparedData, parameters: BoosterParameters, curves: [LearningCurve],
        outcomes: [NamedValue<ScoredRows>], folds: [ScoredRows], gains: [Double], checkedRows: Int,
        seconds: [NamedValue<Double>]
    ) {
        self.model = model
        self.recipe = recipe
        origin = data.origin
        metric = parameters.metric
        learningCurves = curves
        self.outcomes = outcomes
        self.folds = folds
        self.gains = gains
        training = data.training
        validation = data.validation
        test = data.test
        rivalRows = data.rivalRows
        fittedOnValidation = recipe.fittedOnValidation
        unusedDates = data.schema.unusedDates
        self.checkedRows = checkedRows
        self.seconds = seconds
    }

    package var keptIterations: Int { model.manifest.iterationRange.count }
    package var trainedIterations: Int { learningCurves[0].validation.count }

    /// A trivial model's answers to the rows of an outcome: the classes' frequencies in training, or the mean.
    package func baseline(of outcome: ScoredRows) -> ScoredRows { outcome.baseline(trainedOn: outcomes[0].value) }

    /// Whether the loss on the validation rows is smaller than the trivial model's by more than rounding.
    package var beatsBaseline: Bool {
        let loss = MetricCatalog.loss(of: model.manifest.task)
        guard let training = model.manifest.training, let own = training.metrics.value(named: loss),
            let trivial = training.baselineMetrics.value(named: loss)
        else { return false }
        return own < trivial * 0.999
    }
}

extension Recipe {
    /// What the validation rows choose.
    var fittedOnValidation: [String] {
        var names = earlyStopping == nil ? [] : ["early_stopping"]
        if case .maximize = threshold?.value { names.append("threshold") }
        if calibration?.value == .platt { names.append("calibration") }
        return names
    }
}
