import XGBoost

extension BoosterRun {
    /// Makes the booster what it was after its best iteration, for a kind that can't be cut there: trains it again. One
    /// thread makes it the same; the metric says whether it is.
    static func retrain(
        _ booster: inout Booster, _ parameters: BoosterParameters, _ recipe: Recipe, iterations: Int,
        metric expected: Double, _ trainingRows: borrowing DMatrix, _ validationRows: borrowing DMatrix
    ) throws(TrainingError) {
        var metric = Double.nan
        do throws(XGBoostError) {
            booster = try Booster(parameters.values, for: trainingRows)
            for iteration in 0..<iterations {
                metric = try booster.step(
                    iteration: iteration, trainingRows, validationRows, metric: parameters.metric)
            }
        } catch { throw TrainingError(.work, "\(error)") }
        guard metric == expected else {
            throw TrainingError(
                .work,
                "\(recipe.path): \(parameters.metric) was \(expected) after \(iterations) iterations and is \(metric) when "
                    + "they are trained again, as early stopping takes with booster \(parameters.booster.rawValue); "
                    + "leave nthread and updater as they are, or leave out early_stopping")
        }
    }
}
