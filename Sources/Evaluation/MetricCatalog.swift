package import ScoringModel

/// The names that `ScoredRows.metrics` gives, known before there are rows.
package enum MetricCatalog {
    /// Of `binary`, `multiclass` and `regression`; no other task has metrics.
    package static func names(of task: Task) -> [String] {
        switch task {
        case .binary:
            [
                "accuracy", "balanced_accuracy", "precision", "recall", "f1", "mcc", "auc", "average_precision",
                "logloss", "brier_score", "ece",
            ]
        case .multiclass:
            ["accuracy", "balanced_accuracy", "f1_macro", "f1_weighted", "auc", "mlogloss", "ece"]
        case .regression:
            ["rmse", "mae", "r2", "median_absolute_error", "mape", "max_error", "explained_variance"]
        case .ranking, .multiTarget: []
        }
    }

    /// What a model of the task is trained to make small.
    package static func loss(of task: Task) -> String {
        switch task {
        case .binary: "logloss"
        case .multiclass: "mlogloss"
        default: "rmse"
        }
    }

    private static let losses: Set = [
        "logloss", "mlogloss", "brier_score", "ece", "rmse", "mae", "median_absolute_error", "mape", "max_error",
    ]

    /// Whether less is better.
    package static func isLoss(_ name: String) -> Bool { losses.contains(name) }
}
