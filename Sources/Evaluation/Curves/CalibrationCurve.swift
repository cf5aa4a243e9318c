import ScoringModel

/// How often what a model gives a probability comes true, in bins of equal width.
package struct CalibrationCurve: Sendable, Equatable {
    package static let standardCount = 10

    package struct Bin: Sendable, Equatable {
        package var lower: Double
        package var upper: Double
        package var weight: Double
        package var meanScore: Double
        /// Share of positive rows.
        package var observed: Double
    }

    /// Bins that have rows, ascending.
    package let bins: [Bin]
    /// The mean difference of score and observed share, weighted by the rows of each bin.
    package let expectedError: Double

    /// Of binary rows.
    package init(_ rows: ScoredRows, count: Int = standardCount) {
        precondition(rows.task == .binary, "rows of two classes")
        var sums = CalibrationSums(count: count)
        for (row, value) in rows.values.enumerated() {
            sums.add(
                rows.weight(row), score: Double(value), target: Double(rows.targets[row]),
                bin: Self.bin(of: Double(value), count: count))
        }
        bins = sums.bins
        expectedError = sums.expectedError
    }

    /// Bins are open below and closed above, the first one closed on both sides, as in scikit-learn.
    static func bin(of score: Double, count: Int) -> Int {
        let width = 1 / Double(count)
        var bin = min(max(Int(score / width), 0), count - 1)
        while bin > 0, score <= Double(bin) * width { bin -= 1 }
        while bin < count - 1, score > Double(bin + 1) * width { bin += 1 }
        return bin
    }
}

/// Sums of rows by bins of their score.
struct CalibrationSums {
    private var weights: [Double]
    private var scores: [Double]
    private var targets: [Double]

    init(count: Int) {
        weights = Array(repeating: 0, count: count)
        scores = weights
        targets = weights
    }

    mutating func add(_ weight: Double, score: Double, target: Double, bin: Int) {
        weights[bin] += weight
        scores[bin] += weight * score
        targets[bin] += weight * target
    }

    var bins: [CalibrationCurve.Bin] {
        weights.indices.filter { weights[$0] > 0 }.map { bin in
            CalibrationCurve.Bin(
                lower: Double(bin) / Double(weights.count), upper: Double(bin + 1) / Double(weights.count),
                weight: weights[bin], meanScore: scores[bin] / weights[bin], observed: targets[bin] / weights[bin])
        }
    }

    var expectedError: Double {
        let total = weights.reduce(0, +)
        guard total > 0 else { return 0 }
        return zip(scores, targets).reduce(0.0) { $0 + ($1.0 - $1.1).magnitude } / total
    }
}
