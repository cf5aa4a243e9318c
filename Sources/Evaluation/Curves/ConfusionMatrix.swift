import ScoringModel

/// Rows by what they are and what they are taken for; sums of weights.
package struct ConfusionMatrix: Sendable, Equatable {
    package let classCount: Int
    /// Row-major: true classes × predicted ones.
    package private(set) var counts: [Double]

    init(classCount: Int) {
        self.classCount = classCount
        counts = Array(repeating: 0, count: classCount * classCount)
    }

    /// Of binary rows, whose classes stand in the order of their labels, or of `multiclass`.
    package init(_ rows: ScoredRows, threshold: Float = 0.5) {
        precondition(rows.task != .regression, "rows of classes")
        let isBinary = rows.task == .binary
        self.init(classCount: isBinary ? 2 : rows.classLabels.count)
        for row in 0..<rows.count {
            if isBinary {
                let (positive, other) = (rows.positiveClass, 1 - rows.positiveClass)
                add(
                    rows.weight(row), target: rows.targets[row] == 1 ? positive : other,
                    predicted: rows.values[row] >= threshold ? positive : other)
            } else {
                add(rows.weight(row), target: Int(rows.targets[row]), predicted: rows.predictedClass(row))
            }
        }
    }

    mutating func add(_ weight: Double, target: Int, predicted: Int) {
        counts[target * classCount + predicted] += weight
    }

    package func count(target: Int, predicted: Int) -> Double { counts[target * classCount + predicted] }

    package var total: Double { counts.reduce(0, +) }

    /// Of one class against the rest.
    package func counts(of label: Int) -> ConfusionCounts {
        var found = ConfusionCounts()
        found.truePositives = count(target: label, predicted: label)
        for other in 0..<classCount where other != label {
            found.falseNegatives += count(target: label, predicted: other)
            found.falsePositives += count(target: other, predicted: label)
        }
        found.trueNegatives = total - found.truePositives - found.falseNegatives - found.falsePositives
        return found
    }

    var accuracy: Double {
        (0..<classCount).reduce(0) { $0 + count(target: $1, predicted: $1) } / total
    }

    /// The mean recall of the classes that have rows.
    var balancedAccuracy: Double {
        let present = (0..<classCount).map(counts(of:)).filter { $0.truePositives + $0.falseNegatives > 0 }
        return present.reduce(0) { $0 + $1.recall } / Double(present.count)
    }

    /// The mean over the classes that are there or predicted.
    var macroF1: Double {
        let present = (0..<classCount).map(counts(of:)).filter {
            $0.truePositives + $0.falseNegatives + $0.falsePositives > 0
        }
        return present.reduce(0) { $0 + $1.f1 } / Double(present.count)
    }

    /// Weighted by the rows of each class.
    var weightedF1: Double {
        (0..<classCount).map(counts(of:)).reduce(0) { $0 + $1.f1 * ($1.truePositives + $1.falseNegatives) } / total
    }
}
