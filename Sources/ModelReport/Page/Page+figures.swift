import Drawing
import Evaluation
import ScoringModel

extension Page {
    var figures: Markup {
        var figures = input.learningCurves.enumerated().map { learningCurve($1, $0) }.joined()
        if let binary = report.judge.binary { figures += binaryFigures(binary) }
        if let residuals = report.judge.residuals { figures += regressionFigures(residuals) }
        return figures
    }

    func figure(
        _ plot: Plot, hint: String, legend: [(series: Series, name: String)] = [], table: Table? = nil
    ) -> Markup {
        Figure(plot, hint: hint, legend: legend, table: table).markup
    }

    private func learningCurve(_ curve: ReportInput.LearningCurve, _ number: Int) -> Markup {
        let values = (curve.training + curve.validation).filter(\.isFinite)
        guard let low = values.min(), let high = values.max() else { return "" }
        let count = max(curve.training.count, curve.validation.count)
        let kept = manifest.iterationRange.upperBound
        let name = MetricName.text(curve.metric)
        let last = curve.validation.last ?? curve.training.last ?? .nan
        var plot = Plot(
            id: "learning-\(number + 1)", title: "Learning curve: \(name)",
            summary: "\(name) after each of \(count) iterations, at the end \(FigureText.number(last)).",
            x: ("iteration", 1, Double(max(2, count))), y: (name, low, high))
        func points(_ values: [Double]) -> [(x: Double, y: Double)] {
            // More points than the picture has pixels would only make the file larger.
            let step = max(1, values.count / 400)
            return values.indices.filter { ($0 % step == 0 || $0 == values.count - 1) && values[$0].isFinite }
                .map { (Double($0 + 1), values[$0]) }
        }
        plot.line(points(curve.training), .three)
        plot.line(points(curve.validation), .one)
        if kept < count { plot.rule(at: Double(kept), "kept: \(kept)") }
        let shown = Set([0, count / 4, count / 2, count * 3 / 4, count - 1, kept - 1]).filter {
            (0..<count).contains($0)
        }
        let rows = shown.sorted().map { index -> [Markup] in
            func cell(_ values: [Double]) -> Markup {
                values.indices.contains(index) ? "\(FigureText.number(values[index]))" : "–"
            }
            return ["\(index + 1)", cell(curve.training), cell(curve.validation)]
        }
        return figure(
            plot, hint: "A gap that widens is overfitting; a slope at the end asks for more iterations.",
            legend: [(.three, "training"), (.one, "validation")],
            table: Table(
                plot.title, columns: ["Iteration", "Training", "Validation"], rows: rows, numbers: [0, 1, 2]))
    }
}
