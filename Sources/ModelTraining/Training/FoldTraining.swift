import Evaluation
import ScoringModel

/// Trains a model per fold, with as many iterations as the real one keeps, to see how much its metrics vary.
struct FoldTraining {
    private let recipe: Recipe
    private let data: PreparedData
    private let manifest: Manifest

    /// `manifest` is the real model's.
    init(_ recipe: Recipe, _ data: PreparedData, _ manifest: Manifest, rounds: Int) {
        var recipe = recipe
        // The fold's own rows must not choose anything.
        recipe.rounds = rounds
        recipe.earlyStopping = nil
        self.recipe = recipe
        self.data = data
        var manifest = manifest
        // Fitted to another model's margins.
        manifest.calibration = nil
        self.manifest = manifest
    }

    /// What each fold's model says about the rows it has not seen.
    func outcomes(_ progress: (TrainingProgress) -> Void) throws(TrainingError) -> [ScoredRows] {
        var outcomes: [ScoredRows] = []
        for (number, fold) in data.folds.enumerated() {
            progress(.folds(done: number, count: data.folds.count))
            let training = examples(fold.training)
            let validation = examples(fold.validation)
            if let absent = data.target.counts(training.targets).firstIndex(of: 0) {
                throw TrainingError(
                    .work,
                    "\(recipe.path): no training row of fold \(number + 1) has the class \(data.target.label(absent)); use "
                        + "fewer folds, or split otherwise")
            }
            let columns = data.schema.columns
            let weights = try recipe.trainingWeights(training, data.target)
            let parameters = try BoosterParameters(
                recipe, data.target, columns: columns, targets: training.targets, weights: weights)
            var run = try BoosterRun(
                parameters, recipe, columns: columns, training: training, weights: weights, validation: validation)
            outcomes.append(validation.scored(try run.margins(of: validation.rows), manifest))
        }
        return outcomes
    }

    /// Positions count through the training rows, then through the validation rows.
    private func examples(_ positions: [Int]) -> ExampleTable {
        let (training, validation) = (data.training, data.validation)
        var rows: [Float] = []
        rows.reserveCapacity(positions.count * training.columnCount)
        var targets: [Float] = []
        var weights: [Float]? = training.weights == nil ? nil : []
        for position in positions {
            let isTraining = position < training.count
            let (part, row) = (isTraining ? training : validation, isTraining ? position : position - training.count)
            rows += part.row(row)
            targets.append(part.targets[row])
            if let weight = part.weights?[row] { weights?.append(weight) }
        }
        return ExampleTable(columnCount: training.columnCount, rows: rows, targets: targets, weights: weights)
    }
}
