import Evaluation
import ScoringModel

/// The metric by which two models are compared.
struct PrimaryMetric: Sendable, Equatable {
    /// As the report names it.
    let name: String

    /// The one that decided on the best iteration, by XGBoost's name of it; the task's loss where the report has no such
    /// figure.
    init(_ metric: String, task: Task) {
        // error@0.4 is error with a threshold of its own.
        let base = String(metric.split(separator: "@").first ?? "")
        let name = Self.equivalents[base] ?? base
        self.name = MetricCatalog.names(of: task).contains(name) ? name : MetricCatalog.loss(of: task)
    }

    /// XGBoost's names of what the report calls otherwise, or shows as its opposite.
    private static let equivalents = ["aucpr": "average_precision", "error": "accuracy", "merror": "accuracy"]

    /// By how much a value is worse than another one; negative when it is better.
    func loss(of value: Double, against other: Double) -> Double {
        MetricCatalog.isLoss(name) ? value - other : other - value
    }
}
