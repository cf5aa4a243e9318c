package import Evaluation
import ModelFile
package import ScoringModel

extension TrainedModel {
    /// The metric that decides, by the report's name of it.
    package var primaryMetric: String { PrimaryMetric(metric, task: model.manifest.task).name }

    /// What the model that is live says about the rows of each part that it can read; empty when it answers another
    /// question, or when the trainer was not told of it.
    package func outcomes(of live: LiveModel) -> [NamedValue<ScoredRows>] {
        guard case .model(let other, _) = live, LiveComparison(self, live).difference(other.model.manifest) == nil
        else {
            return []
        }
        return rivalRows.filter { !$0.value.positions.isEmpty }.map {
            NamedValue($0.name, scored($0.value, of: $0.name, by: other))
        }
    }

    func scored(_ rows: RivalRows, of part: String, by other: AdmittedModel) -> ScoredRows {
        let examples = part == "test" ? test ?? validation : validation
        return examples.examples(at: rows.positions).scored(other.scorer.margins(rows.rows), other.model.manifest)
    }
}
