import ScoringModel

extension ScoredRows {
    /// What a model that knows nothing but the targets of `training` says about these rows: how frequent each class is
    /// there, or the mean.
    package func baseline(trainedOn training: ScoredRows) -> ScoredRows {
        let total = training.totalWeight
        let values: [Float]
        switch task {
        case .multiclass:
            var frequencies = [Double](repeating: 0, count: classLabels.count)
            for row in 0..<training.count { frequencies[Int(training.targets[row])] += training.weight(row) / total }
            values = Array(repeatElement(frequencies.map(Float.init), count: count).joined())
        default:
            var mean = 0.0
            for row in 0..<training.count { mean += Double(training.targets[row]) * (training.weight(row) / total) }
            values = Array(repeating: Float(mean), count: count)
        }
        return ScoredRows(
            task: task, classLabels: classLabels, positiveClass: positiveClass, targets: targets, weights: weights,
            values: values)
    }
}
