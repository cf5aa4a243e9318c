import Drawing
import Evaluation
import ScoringModel

/// What a reader takes away who reads one sentence.
struct Headline: Sendable {
    enum Verdict: String, Sendable {
        case better
        /// The interval reaches the trivial model's value.
        case unclear
        case notBetter = "not_better"
        /// There is no trivial model to compare with.
        case unknown

        var words: String {
            switch self {
            case .better: "better than a trivial model"
            case .unclear: "not clearly better than a trivial model"
            case .notBetter: "no better than a trivial model"
            case .unknown: "not compared with a trivial model"
            }
        }
    }

    let metric: String
    let value: Double?
    let interval: ClosedRange<Double>?
    let baseline: Double?
    let verdict: Verdict

    init(_ report: Report) {
        let part = report.judge
        metric = report.metric
        value = part.metric(metric)
        interval = part.interval(metric)
        baseline = part.baseline(metric)
        guard let value, let baseline else {
            verdict = .unknown
            return
        }
        if !MetricName.isBetter(metric, value, than: baseline) {
            verdict = .notBetter
        } else {
            let worst = MetricCatalog.isLoss(metric) ? interval?.upperBound : interval?.lowerBound
            // A metric without an interval is not known well enough.
            verdict = MetricName.isBetter(metric, worst ?? baseline, than: baseline) ? .better : .unclear
        }
    }

    func sentence(_ report: Report) -> String {
        let rows = "\(FigureText.grouped(report.judge.rows)) \(PartText.rows(report.judge.name))"
        guard let value else { return "The \(rows) are not enough to judge the model." }
        var text = "On \(rows) the \(MetricName.inSentence(metric)) is \(FigureText.number(value))"
        if let interval {
            text +=
                " (95 % interval \(FigureText.number(interval.lowerBound)) to \(FigureText.number(interval.upperBound)))"
        }
        guard let baseline else { return text + "." }
        let source = report.input.occasion == .training ? "the training rows" : "these rows"
        let trivial =
            report.input.manifest.task == .regression
            ? "always answers the mean of \(source)" : "knows only how frequent the classes are"
        return text + "; a model that \(trivial) has \(FigureText.number(baseline))."
    }
}

/// Names of parts, for people.
enum PartText {
    static func title(_ part: String) -> String {
        switch part {
        case "train": "Training"
        case "validation": "Validation"
        case "test": "Test"
        default: "Data"
        }
    }

    static func rows(_ part: String) -> String { part == "data" ? "rows" : title(part).lowercased() + " rows" }
}
