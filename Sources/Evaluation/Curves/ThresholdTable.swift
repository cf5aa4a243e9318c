import ScoringModel

/// What every possible decision threshold makes of binary rows: ROC, precision–recall and threshold curve are views of
/// it. One step for each distinct score, from the highest down; rows without weight make none.
package struct ThresholdTable: Sendable, Equatable {
    /// Rows with at least this score are called positive.
    package let thresholds: [Float]
    /// Weight of the positive rows with at least the score of each step.
    package let truePositives: [Double]
    package let falsePositives: [Double]

    package init(_ rows: ScoredRows) {
        precondition(rows.task == .binary, "rows of two classes")
        var thresholds: [Float] = []
        var truePositives: [Double] = []
        var falsePositives: [Double] = []
        var (positives, negatives) = (0.0, 0.0)
        let order = RowOrder.descending(rows.values).filter { rows.weight(Int($0)) > 0 }
        for (position, row) in order.enumerated() {
            let score = rows.values[Int(row)]
            let weight = rows.weight(Int(row))
            if rows.targets[Int(row)] == 1 { positives += weight } else { negatives += weight }
            if position + 1 < order.count, rows.values[Int(order[position + 1])] == score { continue }
            thresholds.append(score)
            truePositives.append(positives)
            falsePositives.append(negatives)
        }
        self.thresholds = thresholds
        self.truePositives = truePositives
        self.falsePositives = falsePositives
    }

    package var positives: Double { truePositives.last ?? 0 }
    package var negatives: Double { falsePositives.last ?? 0 }

    package func counts(at step: Int) -> ConfusionCounts {
        var counts = ConfusionCounts()
        counts.truePositives = truePositives[step]
        counts.falsePositives = falsePositives[step]
        counts.falseNegatives = positives - truePositives[step]
        counts.trueNegatives = negatives - falsePositives[step]
        return counts
    }

    /// The step of the lowest score that is at least `threshold`; nil when every score is lower.
    package func step(from threshold: Float) -> Int? {
        var (low, high) = (0, thresholds.count)
        while low < high {
            let middle = (low + high) / 2
            if thresholds[middle] >= threshold { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }

    /// The counts of any threshold, also of one above all scores.
    package func counts(from threshold: Float) -> ConfusionCounts {
        if let step = step(from: threshold) { return counts(at: step) }
        var counts = ConfusionCounts()
        counts.falseNegatives = positives
        counts.trueNegatives = negatives
        return counts
    }

    /// The threshold that makes the goal largest: half-way between the best score and the next lower one, so that rows
    /// never seen are not judged by rounding; of equally good scores the highest. 0.5 without rows.
    package func best(for goal: ThresholdGoal) -> Float {
        let values = thresholds.indices.map { goal.value(counts(at: $0)) }
        guard let best = values.indices.max(by: { (values[$0], $1) < (values[$1], $0) }) else { return 0.5 }
        guard best + 1 < thresholds.count else { return thresholds[best] }
        let middle = thresholds[best] / 2 + thresholds[best + 1] / 2
        // Neighbouring numbers have nothing between them.
        return middle > thresholds[best + 1] ? middle : thresholds[best]
    }
}
