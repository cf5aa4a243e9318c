package import Evaluation
package import ScoringModel

/// What is to be said about one part's rows.
package struct PartFigures: Sendable {
    package let name: String
    package let rows: Int
    package let weight: Double
    package let metrics: [NamedValue<Double>]
    package let baseline: [NamedValue<Double>]
    /// Of the live model; empty without one.
    package let live: [NamedValue<Double>]
    /// Nil for the rows that the model learnt from, whose metrics flatter whatever rows were drawn.
    package let bootstrap: Bootstrap?
    let binary: BinaryFigures?
    package let confusion: ConfusionMatrix?
    package let residuals: ResidualSummary?
    /// Of a regression: some rows, target and prediction.
    let points: [CurvePoint]

    private static let pointCount = 1000

    init(_ part: ReportInput.Part, _ input: ReportInput) {
        let threshold = input.manifest.decisionThreshold
        let scored = part.rows
        name = part.name
        rows = scored.count
        weight = scored.totalWeight
        metrics = scored.metrics(threshold: threshold)
        // The trivial model's answers are frequencies: the class that is more frequent than not is its label.
        baseline = input.baseline.map { scored.baseline(trainedOn: $0).metrics() } ?? []
        live = input.live?.outcomes.first { $0.name == part.name }?.value.metrics(threshold: threshold) ?? []
        bootstrap = part.name == "train" ? nil : Bootstrap(scored, threshold: threshold, seed: input.seed)
        binary = scored.task == .binary ? BinaryFigures(scored) : nil
        confusion = scored.task == .regression ? nil : ConfusionMatrix(scored, threshold: threshold)
        residuals = scored.task == .regression ? ResidualSummary(scored) : nil
        guard scored.task == .regression else {
            points = []
            return
        }
        var random = SplitMix(seed: input.seed)
        points = random.positions(Self.pointCount, below: scored.count).map {
            CurvePoint(x: Double(scored.values[$0]), y: Double(scored.targets[$0]))
        }
    }

    package func metric(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
    func baseline(_ name: String) -> Double? { baseline.first { $0.name == name }?.value }
    func live(_ name: String) -> Double? { live.first { $0.name == name }?.value }
    func interval(_ name: String) -> ClosedRange<Double>? {
        bootstrap?.intervals.first { $0.name == name }?.value
    }
}

/// Curves of rows of two classes.
struct BinaryFigures: Sendable {
    /// What a threshold makes of the rows.
    struct ThresholdPoint: Sendable, Equatable {
        var threshold: Float
        var counts: ConfusionCounts
    }

    static let curvePoints = 200
    static let histogramBins = 25

    let roc: [CurvePoint]
    let precisionRecall: [CurvePoint]
    let calibration: CalibrationCurve
    /// Hundredths, and the scores' own percentiles for models whose scores lie close together; ascending.
    let thresholds: [ThresholdPoint]
    /// Weights of other and positive rows by score, in bins of equal width over 0...1.
    let scores: [(other: Double, positive: Double)]
    /// Share of positive rows.
    let prevalence: Double

    init(_ rows: ScoredRows) {
        let table = ThresholdTable(rows)
        roc = table.rocCurve.thinned(to: Self.curvePoints)
        precisionRecall = table.precisionRecallCurve.thinned(to: Self.curvePoints)
        calibration = CalibrationCurve(rows)
        let percentiles = (0..<100).compactMap { share -> Float? in
            table.thresholds.isEmpty ? nil : table.thresholds[share * table.thresholds.count / 100]
        }
        let levels = Set((0...100).map { Float($0) / 100 } + percentiles).sorted()
        thresholds = levels.map { ThresholdPoint(threshold: $0, counts: table.counts(from: $0)) }
        var scores = [(other: Double, positive: Double)](repeating: (0, 0), count: Self.histogramBins)
        for row in 0..<rows.count {
            let bin = min(max(Int(rows.values[row] * Float(Self.histogramBins)), 0), Self.histogramBins - 1)
            if rows.targets[row] == 1 {
                scores[bin].positive += rows.weight(row)
            } else {
                scores[bin].other += rows.weight(row)
            }
        }
        self.scores = scores
        let total = table.positives + table.negatives
        prevalence = total > 0 ? table.positives / total : 0
    }
}
