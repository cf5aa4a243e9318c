import ScoringModel
import XGBoost

/// A booster trained until its metric on the validation examples stopped improving.
struct BoosterRun: ~Copyable {
    /// Told what each iteration came to.
    typealias Observer = (_ done: Int, _ metric: Double) -> Void

    private var booster: Booster
    private let columns: [Feature]
    /// One per metric, the deciding one last.
    let curves: [LearningCurve]
    /// Iterations that the model keeps: up to the best one, or all without early stopping.
    let kept: Int

    /// `columns` are what the model sees, `weights` those of the training examples.
    init(
        _ parameters: BoosterParameters, _ recipe: Recipe, columns: [Feature], training: ExampleTable,
        weights: [Float]?, validation: ExampleTable, observer: Observer = { _, _ in }
    ) throws(TrainingError) {
        try parameters.booster.check(columns, recipe)
        let threads = parameters.threads
        let trainingRows = try DMatrix.labelled(training, weights, columns, threads: threads)
        let validationRows = try DMatrix.labelled(validation, validation.weights, columns, threads: threads)
        // Given first, since the last metric decides.
        let others = parameters.curveMetrics.dropLast().map { NamedValue("eval_metric", $0) }
        var curves = parameters.curveMetrics.map { LearningCurve(metric: $0, training: [], validation: []) }
        var best = 0
        var booster: Booster
        do throws(XGBoostError) {
            booster = try Booster(others + parameters.values, for: trainingRows)
        } catch { throw Self.blame(error, parameters, recipe, trainingRows, validationRows) }
        do throws(XGBoostError) {
            try booster.step(iteration: 0, trainingRows, validationRows, into: &curves)
        } catch { throw Self.blame(error, parameters, recipe, trainingRows, validationRows) }
        var done = 1
        while true {
            let history = curves[curves.count - 1].validation
            let (metric, leader) = (history[done - 1], history[best])
            if parameters.prefersLargerMetric ? metric > leader : metric < leader { best = done - 1 }
            observer(done, metric)
            if done == recipe.rounds { break }
            if let patience = recipe.earlyStopping, done - 1 - best >= patience { break }
            do throws(XGBoostError) {
                try booster.step(iteration: done, trainingRows, validationRows, into: &curves)
            } catch { throw TrainingError(.work, "\(error)") }
            done += 1
        }
        let kept = recipe.earlyStopping == nil ? done : best + 1
        if !parameters.booster.canBeCut, kept < done {
            try Self.retrain(
                &booster, parameters, recipe, others: others, metric: curves[curves.count - 1].validation[best],
                iterations: kept, trainingRows, validationRows)
        }
        self.booster = booster
        self.columns = columns
        self.curves = curves
        self.kept = kept
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
                let metric = values.value(named: "eval_metric") ?? parameters.metric
                var curves = [LearningCurve(metric: metric, training: [], validation: [])]
                try booster.step(iteration: 0, trainingRows, validationRows, into: &curves)
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
            let matrix = try DMatrix(rows.span, featureCount: columns.count)
            try matrix.setColumns(columns)
            return try booster.margins(of: matrix, iterations: 0..<kept)
        } catch { throw TrainingError(.work, "\(error)") }
    }

    /// Total gain of the splits on each column, by position, over all iterations that were trained; empty for a booster
    /// without splits.
    mutating func gains(_ kind: BoosterKind) throws(TrainingError) -> [Double] {
        guard kind != .gblinear else { return [] }
        do { return try booster.totalGains().map(Double.init) } catch { throw TrainingError(.work, "\(error)") }
    }

    /// The whole model, later iterations included: cutting inside of XGBoost 1.7 loses attributes.
    mutating func file() throws(TrainingError) -> [UInt8] {
        do { return try booster.save(as: .ubj) } catch { throw TrainingError(.work, "\(error)") }
    }
}

extension Booster {
    init(_ parameters: [NamedValue<String>], for rows: borrowing DMatrix) throws(XGBoostError) {
        try self.init(for: rows, parameters: parameters.map { ($0.name, $0.value) })
    }

    /// Trains one iteration and adds what each metric came to.
    mutating func step(
        iteration: Int, _ trainingRows: borrowing DMatrix, _ validationRows: borrowing DMatrix,
        into curves: inout [LearningCurve]
    ) throws(XGBoostError) {
        try train(iteration: iteration, on: trainingRows)
        let training = try evaluate(iteration: iteration, on: trainingRows)
        let validation = try evaluate(iteration: iteration, on: validationRows)
        guard validation.count == curves.count, let last = validation.last, !last.value.isNaN else {
            throw XGBoostError("the metric \(curves[curves.count - 1].metric) has no value on the validation rows")
        }
        for position in curves.indices {
            curves[position].training.append(training[position].value)
            curves[position].validation.append(validation[position].value)
        }
    }
}

extension DMatrix {
    fileprivate static func labelled(
        _ examples: ExampleTable, _ weights: [Float]?, _ columns: [Feature], threads: Int
    ) throws(TrainingError) -> DMatrix {
        do throws(XGBoostError) {
            let matrix = try DMatrix(examples.rows.span, featureCount: examples.columnCount, threads: threads)
            try matrix.setColumns(columns)
            try matrix.set(.label, examples.targets.span)
            if let weights { try matrix.set(.weight, weights.span) }
            return matrix
        } catch { throw TrainingError(.work, "\(error)") }
    }

    fileprivate func setColumns(_ columns: [Feature]) throws(XGBoostError) {
        try setFeatures(
            names: columns.map(\.name),
            types: columns.map { column in
                switch column.kind {
                case .numeric, .date: .quantitative
                case .boolean: .integer
                case .categorical: .categorical
                }
            })
    }
}
