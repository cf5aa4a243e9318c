import ScoringModel
import XGBoost

extension BoosterRun {
    /// Makes the booster what it was after its best iteration, for a kind that can't be cut there: trains it again. One
    /// thread makes it the same; the metric says whether it is.
    static func retrain(
        _ booster: inout Booster, _ parameters: BoosterParameters, _ recipe: Recipe,
        others: [NamedValue<String>], metric expected: Double, iterations: Int, _ trainingRows: borrowing DMatrix,
        _ validationRows: borrowing DMatrix
    ) throws(TrainingError) {
        var curves = parameters.curveMetrics.map { LearningCurve(metric: $0, training: [], validation: []) }
        do throws(XGBoostError) {
            booster = try Booster(others + parameters.values, for: trainingRows)
            for iteration in 0..<iterations {
                try booster.step(iteration: iteration, trainingRows, validationRows, into: &curves)
            }
        } catch { throw TrainingError(.work, "\(error)") }
        let metric = curves.last?.validation.last ?? .nan
        guard metric == expected else {
            throw TrainingError(
                .work,
                "\(recipe.path): \(parameters.metric) was \(expected) after \(iterations) iterations and is \(metric) when "
                    + "they are trained again, as early stopping takes with booster \(parameters.booster.rawValue); "
                    + "leave nthread and updater as they are, or leave out early_stopping")
        }
    }
}
