import ScoringModel

/// Rows of numbers, from the largest error down.
struct RegressionFigures: TaskFigures {
    let weights: [Double]
    private let targets: [Double]
    /// Target less prediction.
    private let residuals: [Double]

    init(_ rows: ScoredRows) {
        let differences = zip(rows.targets, rows.values).map { Double($0) - Double($1) }
        let order = differences.indices.sorted { differences[$0].magnitude > differences[$1].magnitude }
        weights = order.map(rows.weight)
        targets = order.map { Double(rows.targets[$0]) }
        residuals = order.map { differences[$0] }
    }

    func metrics(_ weights: [Double]) -> [NamedValue<Double>] {
        var (total, squares, distances, shares) = (0.0, 0.0, 0.0, 0.0)
        var (targetSum, residualSum) = (0.0, 0.0)
        var largest: Double?
        var hasZero = false
        for row in targets.indices where weights[row] > 0 {
            let (weight, target, residual) = (weights[row], targets[row], residuals[row])
            if largest == nil { largest = residual.magnitude }
            total += weight
            squares += weight * residual * residual
            distances += weight * residual.magnitude
            targetSum += weight * target
            residualSum += weight * residual
            if target == 0 { hasZero = true } else { shares += weight * (residual / target).magnitude }
        }
        guard let largest else { return [] }
        var (targetVariance, residualVariance) = (0.0, 0.0)
        for row in targets.indices {
            let (target, residual) = (targets[row] - targetSum / total, residuals[row] - residualSum / total)
            targetVariance += weights[row] * target * target
            residualVariance += weights[row] * residual * residual
        }
        var metrics = [
            NamedValue("rmse", (squares / total).squareRoot()), NamedValue("mae", distances / total),
            NamedValue("median_absolute_error", median(weights, total)), NamedValue("max_error", largest),
        ]
        // A share of nothing is no number.
        if !hasZero { metrics.append(NamedValue("mape", shares / total)) }
        // Targets that are all the same leave nothing to explain.
        if targetVariance > 0 {
            metrics.append(NamedValue("r2", 1 - squares / targetVariance))
            metrics.append(NamedValue("explained_variance", 1 - residualVariance / targetVariance))
        }
        return metrics
    }

    /// The error that half of the weight does not exceed; where the half falls between two rows, their mean.
    private func median(_ weights: [Double], _ total: Double) -> Double {
        var sum = 0.0
        var earlier: Double?
        for row in targets.indices.reversed() where weights[row] > 0 {
            if let earlier { return (earlier + residuals[row].magnitude) / 2 }
            sum += weights[row]
            if sum == total / 2 { earlier = residuals[row].magnitude }
            if sum > total / 2 { return residuals[row].magnitude }
        }
        return earlier ?? residuals.first?.magnitude ?? 0
    }
}
