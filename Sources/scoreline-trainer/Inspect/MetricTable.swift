import JSONBytes
import ScoringModel
import Settings

/// How good a model is beside a trivial one, for people.
struct MetricTable {
    let text: String

    init(_ training: Training?) {
        let folds = training?.foldMetrics ?? []
        let hasTest = training?.testMetrics.isEmpty == false
        var table = TextTable(
            ["METRIC", "VALIDATION"] + (hasTest ? ["TEST"] : []) + (folds.isEmpty ? [] : ["FOLDS"]) + ["TRIVIAL MODEL"])
        for metric in training?.metrics ?? [] {
            func cell(_ metrics: [NamedValue<Double>]) -> String {
                metrics.first { $0.name == metric.name }.map { Self.shown($0.value) } ?? ""
            }
            var cells = [metric.name, Self.shown(metric.value)]
            if hasTest { cells.append(cell(training?.testMetrics ?? [])) }
            if !folds.isEmpty {
                cells.append(Self.spread(folds.compactMap { $0.first { $0.name == metric.name }?.value }))
            }
            table.append(cells + [cell(training?.baselineMetrics ?? [])])
        }
        text = table.text(columns: StandardOutput.columns)
    }

    /// Mean and standard deviation of a sample, as in the report.
    private static func spread(_ values: [Double]) -> String {
        guard !values.isEmpty else { return "" }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return "\(shown(mean)) ± \(shown((squares / Double(max(1, values.count - 1))).squareRoot()))"
    }

    /// Four decimals: more would be noise over a few hundred rows.
    static func shown(_ value: Double) -> String {
        // 0 is added so that -0 is none.
        DecimalNumber.shortest((value * 10_000).rounded() / 10_000 + 0)
    }

    static func json(_ metrics: [NamedValue<Double>]) -> JSONValue {
        .object(metrics.map { .init($0.name, .number($0.value)) })
    }
}
