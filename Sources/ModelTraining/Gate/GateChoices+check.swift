import Evaluation
import ScoringModel
import Settings

extension GateChoices {
    /// Refuses, before anything is trained, what no model of the task could be asked for. Without a task, as long as the
    /// table decides on it, what no task has.
    func check(_ recipe: Recipe, task: Task?) throws(TrainingError) {
        let tasks = task.map { [$0] } ?? [.binary, .multiclass, .regression]
        var names: [String] = []
        for name in tasks.flatMap({ MetricCatalog.names(of: $0) }) where !names.contains(name) { names.append(name) }
        let whose = task.map { "a \($0.rawValue) model" } ?? "the report"
        for condition in conditions {
            switch condition.requirement {
            case .comparison(let comparison):
                guard names.contains(comparison.metric) else {
                    let nearest = NearestName.find(comparison.metric, among: names)
                    throw recipe.failure(
                        condition.line,
                        "\(whose) has no metric \(comparison.metric)"
                            + (nearest.map { "; did you mean \($0)?" } ?? "; it has \(names.joined(separator: ", "))"))
                }
                guard comparison.part != .test || recipe.split.test != nil else {
                    throw recipe.failure(
                        condition.line, "\(condition.text) needs test rows; split.test is missing")
                }
            case .maxCalibrationError where !names.contains("ece"):
                throw recipe.failure(condition.line, "\(whose) has no probabilities whose calibration could be judged")
            default: break
            }
        }
    }
}
