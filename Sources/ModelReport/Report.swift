import Evaluation
import ScoringModel

/// The figures of a report, computed once for both of its files. The same input gives the same figures.
package struct Report: Sendable {
    let input: ReportInput
    package let parts: [PartFigures]
    let folds: [NamedValue<FoldFigure>]
    let columns: [ColumnSummary]
    let importances: [Importance]
    let worst: [WorstRow]

    package init(_ input: ReportInput) {
        self.input = input
        parts = input.parts.map { PartFigures($0, input) }
        folds = FoldFigure.all(input.folds, threshold: input.manifest.decisionThreshold)
        columns = input.columns.indices.map { ColumnSummary(input, column: $0) }
        let importances = Importance.all(input)
        self.importances = importances
        worst = WorstRow.all(input, columns: importances.prefix(WorstRow.shownColumns).map(\.column))
    }

    /// What a reader takes away who reads one sentence.
    package var sentence: String { Headline(self).sentence(self) }

    /// Of the part that judges.
    package var judge: PartFigures { parts[parts.count - 1] }

    /// The metric that decides: the recipe's where the report has it, else the task's loss.
    package var metric: String {
        if let metric = input.metric, judge.metrics.contains(where: { $0.name == metric }) { return metric }
        return MetricCatalog.loss(of: input.manifest.task)
    }
}

/// A metric over the folds of a cross-validation.
struct FoldFigure: Sendable, Equatable {
    var values: [Double]

    var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// Of the folds as a sample; 0 for one fold.
    var standardDeviation: Double {
        guard values.count > 1 else { return 0 }
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    /// Of the metrics that every fold has.
    static func all(_ folds: [ScoredRows], threshold: Float) -> [NamedValue<FoldFigure>] {
        let metrics = folds.map { $0.metrics(threshold: threshold) }
        return (metrics.first ?? []).compactMap { metric in
            let values = metrics.compactMap { $0.first { $0.name == metric.name }?.value }
            return values.count == folds.count ? NamedValue(metric.name, FoldFigure(values: values)) : nil
        }
    }
}
