import Drift
import ModelRegistry
import Monitoring
import ScoringModel
import Settings

extension DriftStatus {
    /// A table with a line for each feature, for people.
    func text(columns: Int?) -> String {
        var text = "\(model) version \(version): \(summary)\n"
        text += "  \(PointInTime.text(milliseconds: from * 1000)) to \(PointInTime.text(milliseconds: to * 1000))"
        text += "  workers \(workers)  rows \(report.rows) of \(report.scored) scored"
        text += report.sampledRatio.map { " (\($0.percent))" } ?? ""
        text += "\n"
        let numbers = ["PSI", "LIMIT", "MISSING", "IN TRAINING", "UNSEEN", "OUT OF RANGE", "MEAN", "TRAINING MEAN"]
        var table = TextTable(
            ["FEATURE", "STATE"] + numbers, numbers: Set(numbers), yielding: ["FEATURE"],
            optional: ["LIMIT", "TRAINING MEAN", "MEAN", "IN TRAINING"])
        for feature in report.features {
            table.append(
                [feature.name, feature.state.words] + Self.cells(feature.distribution) + [
                    feature.missing?.rate.percent ?? "-", feature.missing?.trainingRate.percent ?? "-",
                    feature.unseen?.rate.percent ?? "-", feature.outOfRange?.rate.percent ?? "-",
                    feature.mean?.rounded(digits: 4) ?? "-", feature.trainingMean?.rounded(digits: 4) ?? "-",
                ])
        }
        for (name, change) in [("(score)", report.score), ("(label)", report.labels)] {
            guard let change else { continue }
            table.append([name, change.state.words] + Self.cells(change) + Array(repeating: "-", count: 6))
        }
        return text + table.text(columns: columns)
    }

    /// One line for `scoreline status`: what is unlike training.
    var summary: String {
        switch report.state {
        case .ok: return "rows are like those of training"
        case .tooFewRows: return "too few rows to compare with training (\(report.rows))"
        case .warning, .drift:
            let names = report.drifted.prefix(5).map { "\(VisibleText.line($0.name)) (\($0.causes))" }
            let more = report.drifted.count > names.count ? ["\(report.drifted.count - names.count) more"] : []
            let scores = [("score", report.score), ("label", report.labels)].compactMap { name, change in
                change.flatMap { $0.state > .ok ? "the \(name) (PSI \($0.psi.rounded(digits: 2)))" : nil }
            }
            return "\(report.state == .drift ? "DRIFT" : "warning"): " + (names + more + scores).joined(separator: ", ")
        }
    }

    static func nothingCounted(_ model: String, _ pointer: ModelPointer) -> String {
        "\(model) version \(pointer.version): nothing to compare: no rows were scored lately, no worker runs with --drift on, "
            + "or the model file has no histograms of training (scoreline-trainer inspect FILE)\n"
    }

    private static func cells(_ change: DistributionChange?) -> [String] {
        guard let change else { return ["-", "-"] }
        return [change.psi.rounded(digits: 3), change.driftLimit.rounded(digits: 2)]
    }
}

extension FeatureDrift {
    /// What is unlike training, with figures.
    fileprivate var causes: String {
        reasons.map { reason in
            switch reason {
            case .distribution: "PSI \((distribution?.psi ?? 0).rounded(digits: 2))"
            case .missing: "missing \((missing?.trainingRate ?? 0).percent) → \((missing?.rate ?? 0).percent)"
            case .unseen: "unseen \((unseen?.rate ?? 0).percent)"
            case .outOfRange: "out of range \((outOfRange?.rate ?? 0).percent)"
            }
        }.joined(separator: ", ")
    }
}

extension DriftState {
    fileprivate var words: String { self == .tooFewRows ? "too few rows" : rawValue }
}

extension Double {
    fileprivate var percent: String { (self * 100).rounded(digits: 1) + " %" }

    /// At most so many digits behind the point, without zeros at the end.
    fileprivate func rounded(digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let rounded = (self * scale).rounded() / scale
        let text = rounded.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
