import JSONBytes
import ScoringModel
import Settings

/// How good a model is beside a trivial one, for people.
struct MetricTable {
    let text: String

    init(_ training: Training?) {
        var table = TextTable(["METRIC", "VALIDATION", "TRIVIAL MODEL"])
        for metric in training?.metrics ?? [] {
            let trivial = training?.baselineMetrics.first { $0.name == metric.name }
            table.append([metric.name, Self.shown(metric.value), trivial.map { Self.shown($0.value) } ?? ""])
        }
        text = table.text
    }

    /// Four decimals: more would be noise over a few hundred rows.
    static func shown(_ value: Double) -> String {
        DecimalNumber.shortest((value * 10_000).rounded() / 10_000)
    }

    static func json(_ metrics: [NamedValue<Double>]) -> JSONValue {
        .object(metrics.map { .init($0.name, .number($0.value)) })
    }
}
