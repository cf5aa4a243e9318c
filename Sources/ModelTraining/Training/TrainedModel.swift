package import ScoringModel

/// A model with what was learnt on the way to it.
package struct TrainedModel: Sendable {
    package let model: Model
    /// Rows of the table without a target.
    package let rowsWithoutTarget: Int
    /// The metric that chose the best iteration, after each iteration that was trained.
    package let metric: NamedValue<[Double]>

    package var keptIterations: Int { model.manifest.iterationRange.count }
    package var trainedIterations: Int { metric.value.count }

    /// Whether the loss on the validation rows is smaller than the trivial model's by more than rounding.
    package var beatsBaseline: Bool {
        guard let training = model.manifest.training else { return false }
        return ["logloss", "mlogloss", "rmse"].contains { loss in
            guard let own = training.metrics.value(named: loss),
                let trivial = training.baselineMetrics.value(named: loss)
            else { return false }
            return own < trivial * 0.999
        }
    }
}
