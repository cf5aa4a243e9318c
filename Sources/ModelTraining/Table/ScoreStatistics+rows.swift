import Evaluation
import ScoringModel

extension ScoreStatistics {
    /// A list of labels that is longer costs more than it says.
    private static let maximumLabels = 256

    /// Of rows with what the model says about them.
    init(_ rows: ScoredRows, threshold: Float) {
        var labels = Array(repeating: 0, count: rows.classLabels.count)
        var scores: [Float] = []
        scores.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            switch rows.task {
            case .multiclass:
                let label = rows.predictedClass(row)
                scores.append(rows.values[row * rows.valueColumns + label])
                labels[label] += 1
            case .binary:
                scores.append(rows.values[row])
                labels[rows.values[row] >= threshold ? rows.positiveClass : 1 - rows.positiveClass] += 1
            case .regression, .ranking, .multiTarget: scores.append(rows.values[row])
            }
        }
        self.init(
            count: rows.count, histogram: BinnedCounts(numbers: scores),
            labels: labels.count <= Self.maximumLabels ? labels : [])
    }
}
