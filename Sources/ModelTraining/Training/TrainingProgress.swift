package import TrainingData

/// What a training is doing.
package enum TrainingProgress: Sendable, Equatable {
    case reading(String)
    case data(DataProgress)
    /// Iterations that are done, the most there can be, and the deciding metric on the validation rows.
    case training(done: Int, limit: Int, metric: String, value: Double)
    case checking
    /// Folds that are done.
    case folds(done: Int, count: Int)
}
