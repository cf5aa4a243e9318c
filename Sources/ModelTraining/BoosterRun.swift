import ScoringModel
import XGBoost

/// A booster trained until its metric on the validation examples stopped improving.
struct BoosterRun: ~Copyable {
    private var booster: Booster
    private let features: [Feature]
    /// The metric after each iteration that was trained.
    let history: [Double]
    /// Iterations that the model keeps: up to the best one, or all without early stopping.
    let kept: Int

    init(
        _ parameters: BoosterParameters, _ recipe: Recipe, features: [Feature], training: ExampleTable,
        validation: ExampleTable
    ) throws(TrainingError) {
        do throws(XGBoostError) {
            let trainingRows = try DMatrix.labelled(training, features)
            let validationRows = try DMatrix.labelled(validation, features)
            var booster: Booster
            do throws(XGBoostError) {
                booster = try Booster(for: trainingRows, parameters: parameters.values.map { ($0.name, $0.value) })
            } catch { throw XGBoostError("\(recipe.path): \(error)") }
            var history: [Double] = []
            var best = 0
            for iteration in 0..<recipe.rounds {
                try booster.train(iteration: iteration, on: trainingRows)
                guard let metric = try booster.evaluate(iteration: iteration, on: validationRows).last?.value,
                    !metric.isNaN
                else { throw XGBoostError("the metric \(parameters.metric) has no value on the validation rows") }
                history.append(metric)
                let isBetter = parameters.prefersLargerMetric ? metric > history[best] : metric < history[best]
                if isBetter { best = iteration }
                if let patience = recipe.earlyStopping, iteration - best >= patience { break }
            }
            self.booster = booster
            self.features = features
            self.history = history
            kept = recipe.earlyStopping == nil ? history.count : best + 1
        } catch {
            throw TrainingError(.work, "\(error)")
        }
    }

    /// XGBoost's own margins of rows, from the iterations that are kept. Made from a matrix of their own: XGBoost keeps sums
    /// for the matrices it trained on.
    mutating func margins(of rows: [Float]) throws(TrainingError) -> [Float] {
        do throws(XGBoostError) {
            let matrix = try DMatrix(rows.span, featureCount: features.count)
            try matrix.setFeatures(features)
            return try booster.margins(of: matrix, iterations: 0..<kept)
        } catch { throw TrainingError(.work, "\(error)") }
    }

    /// The whole model, later iterations included: cutting inside of XGBoost 1.7 loses attributes.
    mutating func file() throws(TrainingError) -> [UInt8] {
        do { return try booster.save(as: .ubj) } catch { throw TrainingError(.work, "\(error)") }
    }
}

extension DMatrix {
    fileprivate static func labelled(
        _ examples: ExampleTable, _ features: [Feature]
    ) throws(XGBoostError) -> DMatrix {
        let matrix = try DMatrix(examples.rows.span, featureCount: examples.featureCount)
        try matrix.setFeatures(features)
        try matrix.set(.label, examples.targets.span)
        return matrix
    }

    fileprivate func setFeatures(_ features: [Feature]) throws(XGBoostError) {
        try setFeatures(
            names: features.map(\.name),
            types: features.map { feature in
                switch feature.kind {
                case .numeric: .quantitative
                case .boolean: .integer
                case .categorical: .categorical
                }
            })
    }
}
