import Glibc
import ScoringModel

/// Rows of two classes, from the highest score down.
struct BinaryFigures: TaskFigures {
    let weights: [Double]
    private let scores: [Float]
    private let isPositive: [Bool]
    private let losses: [Double]
    private let bins: [UInt8]
    private let threshold: Float

    init(_ rows: ScoredRows, threshold: Float) {
        let order = RowOrder.descending(rows.values)
        self.threshold = threshold
        scores = order.map { rows.values[Int($0)] }
        isPositive = order.map { rows.targets[Int($0)] == 1 }
        weights = order.map { rows.weight(Int($0)) }
        losses = zip(scores, isPositive).map { score, isPositive in
            -log(LogLoss.clamped(isPositive ? Double(score) : 1 - Double(score)))
        }
        bins = scores.map { UInt8(CalibrationCurve.bin(of: Double($0), count: CalibrationCurve.standardCount)) }
    }

    func metrics(_ weights: [Double]) -> [NamedValue<Double>] {
        var ladder = LadderSums()
        var flagged = ConfusionCounts()
        var calibration = CalibrationSums(count: CalibrationCurve.standardCount)
        var loss = 0.0
        var squares = 0.0
        for row in scores.indices {
            let weight = weights[row]
            let score = Double(scores[row])
            let target: Double = isPositive[row] ? 1 : 0
            ladder.add(weight, isPositive: isPositive[row])
            if row + 1 == scores.count || scores[row + 1] != scores[row] { ladder.endStep() }
            if scores[row] >= threshold {
                flagged.truePositives += weight * target
                flagged.falsePositives += weight * (1 - target)
            }
            loss += weight * losses[row]
            squares += weight * (score - target) * (score - target)
            calibration.add(weight, score: score, target: target, bin: Int(bins[row]))
        }
        let total = ladder.positives + ladder.negatives
        guard total > 0 else { return [] }
        flagged.falseNegatives = ladder.positives - flagged.truePositives
        flagged.trueNegatives = ladder.negatives - flagged.falsePositives
        var metrics = [
            NamedValue("accuracy", flagged.accuracy), NamedValue("balanced_accuracy", flagged.balancedAccuracy),
            NamedValue("precision", flagged.precision), NamedValue("recall", flagged.recall),
            NamedValue("f1", flagged.f1), NamedValue("mcc", flagged.mcc),
        ]
        if ladder.positives > 0, ladder.negatives > 0 {
            metrics.append(NamedValue("auc", ladder.areaUnderCurve))
            metrics.append(NamedValue("average_precision", ladder.averagePrecision))
        }
        return metrics + [
            NamedValue("logloss", loss / total), NamedValue("brier_score", squares / total),
            NamedValue("ece", calibration.expectedError),
        ]
    }
}

/// Areas under the ROC and precision–recall curves, added up from the highest score down; rows of equal scores are one
/// step.
struct LadderSums {
    private(set) var positives = 0.0
    private(set) var negatives = 0.0
    /// As they were before the step.
    private var earlierPositives = 0.0
    private var earlierNegatives = 0.0
    private var area = 0.0
    private var precisionArea = 0.0

    mutating func add(_ weight: Double, isPositive: Bool) {
        if isPositive { positives += weight } else { negatives += weight }
    }

    mutating func endStep() {
        area += (negatives - earlierNegatives) * (positives + earlierPositives) / 2
        if positives > earlierPositives {
            precisionArea += (positives - earlierPositives) * positives / (positives + negatives)
        }
        (earlierPositives, earlierNegatives) = (positives, negatives)
    }

    /// Of both classes; the chance that a positive row has a higher score than another one, ties counted half.
    var areaUnderCurve: Double { area / (positives * negatives) }
    var averagePrecision: Double { precisionArea / positives }
}
