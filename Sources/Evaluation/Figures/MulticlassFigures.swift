import Glibc
import ScoringModel

/// Rows of several classes, in their own order.
struct MulticlassFigures: TaskFigures {
    let weights: [Double]
    private let classCount: Int
    private let targets: [Int]
    private let predicted: [Int]
    private let losses: [Double]
    private let confidences: [Double]
    private let ladders: [ClassLadder]

    /// One class against the rest: rows from its highest probability down.
    private struct ClassLadder {
        let order: [UInt32]
        /// Whether the next row has another probability.
        let endsStep: [Bool]
    }

    init(_ rows: ScoredRows) {
        let width = rows.classLabels.count
        classCount = width
        weights = (0..<rows.count).map(rows.weight)
        let targets = rows.targets.map { Int($0) }
        let predicted = (0..<rows.count).map(rows.predictedClass)
        self.targets = targets
        self.predicted = predicted
        losses = (0..<rows.count).map { -log(LogLoss.clamped(Double(rows.values[$0 * width + targets[$0]]))) }
        confidences = (0..<rows.count).map { Double(rows.values[$0 * width + predicted[$0]]) }
        let isComplete = Set(targets).count == width
        ladders =
            !isComplete
            ? []
            : (0..<width).map { label in
                let scores = (0..<rows.count).map { rows.values[$0 * width + label] }
                let order = RowOrder.descending(scores)
                return ClassLadder(
                    order: order,
                    endsStep: order.indices.map {
                        $0 + 1 == order.count || scores[Int(order[$0])] != scores[Int(order[$0 + 1])]
                    })
            }
    }

    func metrics(_ weights: [Double]) -> [NamedValue<Double>] {
        var confusion = ConfusionMatrix(classCount: classCount)
        var calibration = CalibrationSums(count: CalibrationCurve.standardCount)
        var loss = 0.0
        for row in targets.indices where weights[row] > 0 {
            let weight = weights[row]
            confusion.add(weight, target: targets[row], predicted: predicted[row])
            loss += weight * losses[row]
            calibration.add(
                weight, score: confidences[row], target: predicted[row] == targets[row] ? 1 : 0,
                bin: CalibrationCurve.bin(of: confidences[row], count: CalibrationCurve.standardCount))
        }
        guard confusion.total > 0 else { return [] }
        var metrics = [
            NamedValue("accuracy", confusion.accuracy), NamedValue("balanced_accuracy", confusion.balancedAccuracy),
            NamedValue("f1_macro", confusion.macroF1), NamedValue("f1_weighted", confusion.weightedF1),
        ]
        if let area = meanArea(weights) { metrics.append(NamedValue("auc", area)) }
        return metrics + [
            NamedValue("mlogloss", loss / confusion.total), NamedValue("ece", calibration.expectedError),
        ]
    }

    /// Nil when a class is absent.
    private func meanArea(_ weights: [Double]) -> Double? {
        guard !ladders.isEmpty else { return nil }
        var sum = 0.0
        for (label, ladder) in ladders.enumerated() {
            var sums = LadderSums()
            for (position, row) in ladder.order.enumerated() {
                sums.add(weights[Int(row)], isPositive: targets[Int(row)] == label)
                if ladder.endsStep[position] { sums.endStep() }
            }
            guard sums.positives > 0, sums.negatives > 0 else { return nil }
            sum += sums.areaUnderCurve
        }
        return sum / Double(ladders.count)
    }
}
