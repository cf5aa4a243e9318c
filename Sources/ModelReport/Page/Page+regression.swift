import Drawing
import Evaluation
import ScoringModel

extension Page {
    func regressionFigures(_ residuals: ResidualSummary) -> Markup {
        agreement + spread(residuals) + trend
    }

    private var points: [CurvePoint] { report.judge.points }

    private var shownRows: String {
        points.count < report.judge.rows
            ? "\(FigureText.grouped(points.count)) of \(FigureText.grouped(report.judge.rows)) rows" : "all rows"
    }

    private var agreement: Markup {
        let values = points.flatMap { [$0.x, $0.y] }
        guard let low = values.min(), let high = values.max() else { return "" }
        var plot = Plot(
            id: "agreement", title: "Prediction and target",
            summary: "Target against prediction of \(shownRows); on the diagonal both agree.",
            x: ("prediction", low, high),
            y: (manifest.target ?? "target", low, high))
        plot.dots(points.map { ($0.x, $0.y) }, .one, radius: 2)
        plot.line([(low, low), (high, high)], .reference)
        return figure(
            plot, hint: "Each dot is a row, \(shownRows). On the line prediction and target agree.",
            legend: [(.one, "row"), (.reference, "perfect")])
    }

    private func spread(_ residuals: ResidualSummary) -> Markup {
        guard let first = residuals.histogram.first, let last = residuals.histogram.last else { return "" }
        let high = residuals.histogram.map(\.count).max() ?? 1
        var plot = Plot(
            id: "residuals", title: "Residuals",
            summary: "Target less prediction: mean \(FigureText.number(residuals.mean)), standard deviation "
                + "\(FigureText.number(residuals.standardDeviation)).",
            x: ("target less prediction", first.lower, last.upper),
            y: ("rows", 0, Double(high)))
        for bin in residuals.histogram { plot.bar(from: bin.lower, to: bin.upper, high: Double(bin.count), .one) }
        if first.lower < 0, last.upper > 0 { plot.rule(at: 0, "0") }
        let rows = residuals.quantiles.map { quantile -> [Markup] in
            ["\(quantile.name.dropFirst().description) %", "\(FigureText.number(quantile.value))"]
        }
        return figure(
            plot, hint: "How far the model misses; the outermost bars hold what lies beyond.",
            table: Table(plot.title, columns: ["Of the rows, have less", "Residual"], rows: rows, numbers: [0, 1]))
    }

    private var trend: Markup {
        let places = points.map { (x: $0.x, y: $0.y - $0.x) }
        guard let low = places.map(\.x).min(), let high = places.map(\.x).max(), let least = places.map(\.y).min(),
            let most = places.map(\.y).max()
        else { return "" }
        var plot = Plot(
            id: "trend", title: "Residuals by prediction",
            summary: "Target less prediction against prediction of \(shownRows).", x: ("prediction", low, high),
            y: ("target less prediction", least, most))
        plot.dots(places, .one, radius: 2)
        plot.line([(low, 0), (high, 0)], .reference)
        plot.line(means(places), .two)
        return figure(
            plot, hint: "A mean that leaves the zero line is something the model has not learnt.",
            legend: [(.one, "row"), (.two, "mean of a tenth")])
    }

    /// Mean residuals of tenths of the predictions.
    private func means(_ places: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        let sorted = places.sorted { $0.x < $1.x }
        let size = max(1, sorted.count / 10)
        return stride(from: 0, to: sorted.count - size + 1, by: size).map { start in
            let part = sorted[start..<(start + size)]
            return (part.reduce(0) { $0 + $1.x } / Double(size), part.reduce(0) { $0 + $1.y } / Double(size))
        }
    }
}
