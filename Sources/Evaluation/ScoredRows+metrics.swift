package import ScoringModel

extension ScoredRows {
    /// How good the values are, as scikit-learn's functions define each figure. What these rows can't tell is left out:
    /// the area under the curve of rows of one class, `r2` of targets that are all the same, everything without rows.
    ///
    /// - binary: `accuracy`, `balanced_accuracy`, `precision`, `recall`, `f1`, `mcc` (all from `threshold` on), `auc`,
    ///   `average_precision`, `logloss`, `brier_score`, `ece`
    /// - multiclass: `accuracy`, `balanced_accuracy`, `f1_macro`, `f1_weighted`, `auc` (each class against the rest, mean),
    ///   `mlogloss`, `ece` (of the predicted class)
    /// - regression: `rmse`, `mae`, `r2`, `median_absolute_error`, `mape`, `max_error`, `explained_variance`
    ///
    /// O(n log n); for several classes that for each.
    package func metrics(threshold: Float = 0.5) -> [NamedValue<Double>] {
        let figures = figures(threshold: threshold)
        return figures.metrics(figures.weights)
    }

    func figures(threshold: Float) -> any TaskFigures {
        switch task {
        case .binary: BinaryFigures(self, threshold: threshold)
        case .multiclass: MulticlassFigures(self)
        default: RegressionFigures(self)
        }
    }
}
