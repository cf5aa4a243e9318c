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
}
