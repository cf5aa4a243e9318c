import Evaluation
import ScoringModel

/// What people need to know about a metric beside its value.
enum MetricName {
    private static let shown: KeyValuePairs = [
        "accuracy": "Accuracy", "balanced_accuracy": "Balanced accuracy", "precision": "Precision", "recall": "Recall",
        "f1": "F1", "f1_macro": "F1, mean of classes", "f1_weighted": "F1, weighted by class size",
        "mcc": "Matthews correlation", "auc": "ROC AUC", "average_precision": "Average precision",
        "logloss": "Log loss", "mlogloss": "Log loss", "brier_score": "Brier score",
        "ece": "Expected calibration error", "rmse": "RMSE", "mae": "Mean absolute error", "r2": "R²",
        "median_absolute_error": "Median absolute error", "mape": "Mean absolute percentage error",
        "max_error": "Largest error", "explained_variance": "Explained variance",
    ]

    static func text(_ name: String) -> String { shown.first { $0.key == name }?.value ?? name }

    /// As it stands inside of a sentence.
    static func inSentence(_ name: String) -> String {
        let text = text(name)
        let isWord = text.dropFirst().first?.isLowercase ?? false
        return isWord && name != "mcc" ? text.prefix(1).lowercased() + text.dropFirst() : text
    }

    /// Whether `one` is better than `other`.
    static func isBetter(_ name: String, _ one: Double, than other: Double) -> Bool {
        MetricCatalog.isLoss(name) ? one < other : one > other
    }

    /// Those that are worth large type, the deciding one first.
    static func headline(_ task: Task, first: String) -> [String] {
        let names =
            switch task {
            case .binary: ["auc", "logloss", "f1", "average_precision", "ece"]
            case .multiclass: ["accuracy", "mlogloss", "f1_macro", "auc"]
            default: ["rmse", "mae", "r2", "median_absolute_error"]
            }
        return [first] + names.filter { $0 != first }
    }
}
