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
        let trainingRows = try DMatrix.labelled(training, features)
        let validationRows = try DMatrix.labelled(validation, features)
        var booster: Booster
        do throws(XGBoostError) { booster = try Booster(parameters.values, for: trainingRows) } catch {
            throw Self.blame(error, parameters, recipe, trainingRows, validationRows)
        }
        var history: [Double]
        do throws(XGBoostError) {
            history = [try booster.step(iteration: 0, trainingRows, validationRows, metric: parameters.metric)]
        } catch { throw Self.blame(error, parameters, recipe, trainingRows, validationRows) }
        var best = 0
        for iteration in 1..<max(1, recipe.rounds) {
            if let patience = recipe.earlyStopping, history.count - 1 - best >= patience { break }
            let metric: Double
            do throws(XGBoostError) {
                metric = try booster.step(
                    iteration: iteration, trainingRows, validationRows, metric: parameters.metric)
            } catch { throw TrainingError(.work, "\(error)") }
            history.append(metric)
            let isBetter = parameters.prefersLargerMetric ? metric > history[best] : metric < history[best]
            if isBetter { best = iteration }
        }
        self.booster = booster
        self.features = features
        self.history = history
        kept = recipe.earlyStopping == nil ? history.count : best + 1
    }

    /// Whose fault a failed first iteration is: that of the first of the recipe's choices with which it fails, or the
    /// table's if it fails with none of them. Tried rather than read out of the message, whose words change with the
    /// release and which names `eta` as `learning_rate`.
    private static func blame(
        _ error: XGBoostError, _ parameters: BoosterParameters, _ recipe: Recipe, _ trainingRows: borrowing DMatrix,
        _ validationRows: borrowing DMatrix
    ) -> TrainingError {
        if let choice = parameters.choices.first(where: { error.unusedParameters.contains($0.name) }) {
            return parameters.refusal(of: choice, error, recipe)
        }
        for count in 0...parameters.choices.count {
            let values = parameters.values(choices: count)
            do throws(XGBoostError) {
                var booster = try Booster(values, for: trainingRows)
                _ = try booster.step(
                    iteration: 0, trainingRows, validationRows,
                    metric: values.value(named: "eval_metric") ?? parameters.metric)
            } catch {
                // One that a later choice makes useful.
                if !error.unusedParameters.isEmpty { continue }
                guard count > 0 else { return TrainingError(.work, "\(error)") }
                return parameters.refusal(of: parameters.choices[count - 1], error, recipe)
            }
        }
        return TrainingError(.work, "\(error)")
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

extension Booster {
    fileprivate init(_ parameters: [NamedValue<String>], for rows: borrowing DMatrix) throws(XGBoostError) {
        try self.init(for: rows, parameters: parameters.map { ($0.name, $0.value) })
    }

    /// Trains one iteration and gives the metric on the validation rows.
    fileprivate mutating func step(
        iteration: Int, _ trainingRows: borrowing DMatrix, _ validationRows: borrowing DMatrix, metric: String
    ) throws(XGBoostError) -> Double {
        try train(iteration: iteration, on: trainingRows)
        guard let value = try evaluate(iteration: iteration, on: validationRows).last?.value, !value.isNaN else {
            throw XGBoostError("the metric \(metric) has no value on the validation rows")
        }
        return value
    }
}

extension DMatrix {
    fileprivate static func labelled(
        _ examples: ExampleTable, _ features: [Feature]
    ) throws(TrainingError) -> DMatrix {
        do throws(XGBoostError) {
            let matrix = try DMatrix(examples.rows.span, featureCount: examples.featureCount)
            try matrix.setFeatures(features)
            try matrix.set(.label, examples.targets.span)
            return matrix
        } catch { throw TrainingError(.work, "\(error)") }
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
