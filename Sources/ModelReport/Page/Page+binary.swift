import Drawing
import Evaluation
import ScoringModel

extension Page {
    func binaryFigures(_ binary: BinaryFigures) -> Markup {
        roc(binary) + precisionRecall(binary) + thresholds(binary) + calibration(binary) + scores(binary)
    }

    private var threshold: Double { Double(manifest.decisionThreshold) }
    private var positive: String { FigureText.shortened(manifest.classLabels[manifest.positiveClass]) }

    /// What the model's own threshold makes of the rows.
    private func chosen(_ binary: BinaryFigures) -> ConfusionCounts? {
        report.judge.confusion.map { $0.counts(of: manifest.positiveClass) }
    }

    private func roc(_ binary: BinaryFigures) -> Markup {
        guard !binary.roc.isEmpty else { return "" }
        let area = report.judge.metric("auc") ?? .nan
        var plot = Plot(
            id: "roc", title: "ROC curve",
            summary: "True positive rate against false positive rate; the area below is \(FigureText.number(area)).",
            x: ("false positive rate", 0, 1), y: ("true positive rate", 0, 1))
        let points = binary.roc.map { (x: $0.x, y: $0.y) }
        plot.area(points, .one)
        plot.line([(0, 0), (1, 1)], .reference)
        plot.line(points, .one)
        if let counts = chosen(binary) { plot.dots([(1 - counts.specificity, counts.recall)], .two, radius: 5) }
        return figure(
            plot, hint: "How many of the class \(positive) are found, for how many false alarms.",
            legend: [
                (.one, "model, area \(FigureText.share(area))"), (.reference, "chance"), (.two, "threshold in use"),
            ],
            table: Table(
                plot.title, columns: ["Threshold", "False positive rate", "True positive rate"],
                rows: rows(of: binary.roc),
                numbers: [0, 1, 2]))
    }

    private func precisionRecall(_ binary: BinaryFigures) -> Markup {
        guard !binary.precisionRecall.isEmpty else { return "" }
        let area = report.judge.metric("average_precision") ?? .nan
        var plot = Plot(
            id: "precision-recall", title: "Precision and recall",
            summary: "Precision against recall; the average precision is \(FigureText.number(area)).",
            x: ("recall", 0, 1), y: ("precision", 0, 1))
        let points = binary.precisionRecall.map { (x: $0.x, y: $0.y) }
        plot.line([(0, binary.prevalence), (1, binary.prevalence)], .reference)
        plot.line(points, .one)
        if let counts = chosen(binary), counts.truePositives + counts.falsePositives > 0 {
            plot.dots([(counts.recall, counts.precision)], .two, radius: 5)
        }
        return figure(
            plot, hint: "Of those called \(positive), how many are; against how many of them are found.",
            legend: [
                (.one, "model, average \(FigureText.share(area))"),
                (.reference, "share of \(positive), \(FigureText.share(binary.prevalence))"),
                (.two, "threshold in use"),
            ],
            table: Table(
                plot.title, columns: ["Threshold", "Recall", "Precision"], rows: rows(of: binary.precisionRecall),
                numbers: [0, 1, 2]))
    }

    private func thresholds(_ binary: BinaryFigures) -> Markup {
        var plot = Plot(
            id: "thresholds", title: "Choice of the threshold",
            summary: "Precision, recall and F1 from each threshold on; in use is \(FigureText.number(threshold)).",
            x: ("threshold", 0, 1), y: ("value", 0, 1))
        func points(_ value: (ConfusionCounts) -> Double) -> [(x: Double, y: Double)] {
            binary.thresholds.map { (Double($0.threshold), value($0.counts)) }
        }
        // Above the highest score nothing is flagged, and precision says nothing.
        let flagging = binary.thresholds.filter { $0.counts.truePositives + $0.counts.falsePositives > 0 }
        plot.line(flagging.map { (Double($0.threshold), $0.counts.precision) }, .three)
        plot.line(points(\.recall), .two)
        plot.line(points(\.f1), .one)
        plot.rule(at: threshold, "in use")
        let tenths = binary.thresholds.filter { point in
            (0...20).contains { Float($0 * 5) / 100 == point.threshold }
        }
        let rows = tenths.map { point -> [Markup] in
            let counts = point.counts
            return ([Double(point.threshold), counts.precision, counts.recall, counts.f1, counts.accuracy])
                .map { "\(FigureText.share($0))" } + ["\(FigureText.percent(counts.flaggedShare))"]
        }
        return figure(
            plot, hint: "Moving the threshold trades false alarms for misses.",
            legend: [(.three, "precision"), (.two, "recall"), (.one, "F1")],
            table: Table(
                plot.title, columns: ["Threshold", "Precision", "Recall", "F1", "Accuracy", "Flagged"], rows: rows,
                numbers: Set(0..<6)))
    }

    private func calibration(_ binary: BinaryFigures) -> Markup {
        let bins = binary.calibration.bins
        let error = binary.calibration.expectedError
        var plot = Plot(
            id: "calibration", title: "Calibration",
            summary: "Observed share against mean score in \(bins.count) bins; expected error "
                + "\(FigureText.number(error)).", x: ("mean score", 0, 1), y: ("share that is \(positive)", 0, 1))
        plot.line([(0, 0), (1, 1)], .reference)
        plot.line(bins.map { ($0.meanScore, $0.observed) }, .one)
        let largest = bins.map(\.weight).max() ?? 1
        for bin in bins {
            plot.dots([(bin.meanScore, bin.observed)], .one, radius: 2.5 + 4 * (bin.weight / largest).squareRoot())
        }
        let rows = bins.map { bin -> [Markup] in
            [
                "\(FigureText.fixed(bin.lower, decimals: 1)) – \(FigureText.fixed(bin.upper, decimals: 1))",
                "\(FigureText.count(bin.weight))", "\(FigureText.share(bin.meanScore))",
                "\(FigureText.share(bin.observed))",
            ]
        }
        return figure(
            plot, hint: "On the diagonal a score of 0.7 comes true seven times of ten. Larger dots are more rows.",
            legend: [(.one, "model, expected error \(FigureText.share(error))"), (.reference, "perfect")],
            table: Table(
                plot.title, columns: ["Scores", "Rows", "Mean score", "Observed"], rows: rows, numbers: [1, 2, 3]))
    }

    private func scores(_ binary: BinaryFigures) -> Markup {
        let sums = binary.scores.reduce((other: 0.0, positive: 0.0)) {
            ($0.other + $1.other, $0.positive + $1.positive)
        }
        let shares = binary.scores.map { bin in
            (
                other: sums.other > 0 ? bin.other / sums.other : 0,
                positive: sums.positive > 0 ? bin.positive / sums.positive : 0
            )
        }
        let high = shares.map { max($0.other, $0.positive) }.max() ?? 1
        var plot = Plot(
            id: "scores", title: "Scores by class",
            summary: "How the scores of each class are spread over 0 to 1.", x: ("score", 0, 1),
            y: ("share of the class", 0, high))
        let width = 1 / Double(shares.count)
        for (position, share) in shares.enumerated() {
            plot.bar(from: Double(position) * width, to: Double(position + 1) * width, high: share.other, .three)
        }
        for (position, share) in shares.enumerated() {
            plot.bar(from: Double(position) * width, to: Double(position + 1) * width, high: share.positive, .one)
        }
        plot.rule(at: threshold, "in use")
        let rows = shares.enumerated().map { position, share -> [Markup] in
            [
                "\(FigureText.fixed(Double(position) * width, decimals: 2))", "\(FigureText.percent(share.other))",
                "\(FigureText.percent(share.positive))",
            ]
        }
        let other = FigureText.shortened(manifest.classLabels[1 - manifest.positiveClass])
        return figure(
            plot, hint: "The less the two overlap, the better the model tells the classes apart.",
            legend: [(.three, other), (.one, positive)],
            table: Table(plot.title, columns: ["Score from", other, positive], rows: rows, numbers: [0, 1, 2]))
    }

    /// Some twenty points of a curve, for a table.
    private func rows(of curve: [CurvePoint]) -> [[Markup]] {
        curve.thinned(to: 20).map { point in
            [
                "\(point.threshold.map { FigureText.share(Double($0)) } ?? "–")", "\(FigureText.share(point.x))",
                "\(FigureText.share(point.y))",
            ]
        }
    }
}
