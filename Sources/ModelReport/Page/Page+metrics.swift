import Drawing
import Evaluation
import ScoringModel

extension Page {
    /// A metric per row; parts, trivial model, folds and live model side by side.
    var metricTable: Markup {
        let judge = report.judge
        var columns = ["Metric"] + report.parts.map { PartText.title($0.name) }
        if !judge.baseline.isEmpty { columns.append("Trivial model") }
        if !report.folds.isEmpty { columns.append("Folds") }
        if let live = input.live { columns.append("Live version \(live.version)") }
        var names = judge.metrics.map(\.name)
        if let position = names.firstIndex(of: report.metric) {
            names.insert(names.remove(at: position), at: 0)
        }
        let rows = names.map { name -> [Markup] in
            let mark: Markup = name == report.metric ? #" <span class="mark">decides</span>"# : ""
            var cells: [Markup] = ["\(MetricName.text(name))\(mark)"]
            for part in report.parts { cells.append(cell(part.metric(name), part.interval(name))) }
            if !judge.baseline.isEmpty { cells.append(cell(judge.baseline(name))) }
            if !report.folds.isEmpty {
                let fold = report.folds.first { $0.name == name }?.value
                cells.append(
                    fold.map { "\(FigureText.spread($0.mean, $0.standardDeviation))" } ?? "–")
            }
            if input.live != nil { cells.append(cell(judge.live(name))) }
            return cells
        }
        let table = Table(
            "Metrics", columns: columns, rows: rows, numbers: Set(1..<columns.count), hasRowHeads: true)
        return table.markup + metricNotes
    }

    private func cell(_ value: Double?, _ interval: ClosedRange<Double>? = nil) -> Markup {
        guard let value else { return "–" }
        guard let interval else { return "\(FigureText.number(value))" }
        return """
            \(FigureText.number(value))<span class="interval">\(FigureText.number(interval.lowerBound)) – \
            \(FigureText.number(interval.upperBound))</span>
            """
    }

    private var metricNotes: Markup {
        var sentences: [String] = []
        let counts = report.parts.map { "\(FigureText.grouped($0.rows)) \(PartText.rows($0.name))" }
        sentences.append(counts.joined(separator: ", ") + ".")
        if let bootstrap = report.judge.bootstrap, !bootstrap.intervals.isEmpty {
            sentences.append(
                "Below a value stands its 95 % interval from \(bootstrap.resamples) resamples"
                    + (bootstrap.rows < report.judge.rows
                        ? " of \(FigureText.grouped(bootstrap.rows)) of its rows, scaled to all of them." : "."))
        }
        if !report.folds.isEmpty {
            sentences.append(
                "Folds: mean and standard deviation of \(report.folds[0].value.values.count) models, each judged by rows "
                    + "that it has not seen.")
        }
        if !report.judge.baseline.isEmpty || input.live != nil {
            sentences.append("Trivial and live model: on the same \(PartText.rows(report.judge.name)).")
        }
        return #"<p class="hint">\#(sentences.joined(separator: " "))</p>"#
    }
}
