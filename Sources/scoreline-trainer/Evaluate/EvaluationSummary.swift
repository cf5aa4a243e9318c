import Evaluation
import ModelReport
import ScoringModel
import Settings

/// How good a model is on rows that it was given, for people.
struct EvaluationSummary {
    let text: String

    init(_ report: Report, notes: [String], folder: String?) {
        var table = TextTable(["METRIC", "VALUE", "95 % INTERVAL", "TRIVIAL MODEL"])
        let part = report.judge
        for metric in part.metrics {
            let interval = part.bootstrap?.intervals.first { $0.name == metric.name }?.value
            let trivial = part.baseline.first { $0.name == metric.name }?.value
            table.append([
                metric.name, MetricTable.shown(metric.value),
                interval.map { "\(MetricTable.shown($0.lowerBound)) to \(MetricTable.shown($0.upperBound))" } ?? "",
                trivial.map(MetricTable.shown) ?? "",
            ])
        }
        var sections = [report.sentence + "\n", table.text(columns: StandardOutput.columns)]
        if !notes.isEmpty { sections.append(notes.map { $0 + "\n" }.joined()) }
        if let folder { sections.append("\(folder)/report.html\n") }
        text = sections.joined(separator: "\n")
    }
}
