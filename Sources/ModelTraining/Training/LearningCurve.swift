/// A metric of XGBoost's after each iteration that was trained.
package struct LearningCurve: Sendable, Equatable {
    /// XGBoost's name, such as `logloss`.
    package var metric: String
    package var training: [Double]
    package var validation: [Double]
}
