package import ScoringModel

/// Rows whose targets are known, with what a model says about them: what every measure of this target starts from.
///
/// Weights are finite and not negative, values finite; broken shapes trap.
package struct ScoredRows: Sendable, Equatable {
    /// `binary`, `multiclass` or `regression`.
    package let task: Task
    /// In the order of the probabilities; empty for regression.
    package let classLabels: [String]
    /// `binary`: the class that a target of 1 means, an index into `classLabels`.
    package let positiveClass: Int
    /// `binary`: 1 for the positive class, else 0; `multiclass`: the class's index; `regression`: the number.
    package let targets: [Float]
    /// One per row; nil where all rows count the same.
    package let weights: [Float]?
    /// `binary`: the positive class's probability; `multiclass`: row-major probabilities; `regression`: the prediction.
    package let values: [Float]

    package init(
        task: Task, classLabels: [String] = [], positiveClass: Int = 1, targets: [Float], weights: [Float]? = nil,
        values: [Float]
    ) {
        precondition(task != .ranking && task != .multiTarget, "a task with one target")
        precondition(task != .multiclass || !classLabels.isEmpty, "the labels of several classes")
        let width = task == .multiclass ? classLabels.count : 1
        precondition(values.count == targets.count * width, "\(width) values a row")
        precondition(weights.map { $0.count == targets.count } ?? true, "a weight for each row")
        self.task = task
        self.classLabels = classLabels
        self.positiveClass = positiveClass
        self.targets = targets
        self.weights = weights
        self.values = values
    }

    package var count: Int { targets.count }

    /// Values of one row.
    package var valueColumns: Int { task == .multiclass ? classLabels.count : 1 }

    package func weight(_ row: Int) -> Double { weights.map { Double($0[row]) } ?? 1 }

    /// Sum of the weights; the number of rows where there are none.
    package var totalWeight: Double { weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count) }

    /// The class that `multiclass` predicts for a row; of equal probabilities the first one.
    package func predictedClass(_ row: Int) -> Int {
        let start = row * valueColumns
        var best = 0
        for index in 1..<valueColumns where values[start + index] > values[start + best] { best = index }
        return best
    }

    /// The rows at these positions, in their order.
    package func rows(at positions: [Int]) -> ScoredRows {
        let width = valueColumns
        return ScoredRows(
            task: task, classLabels: classLabels, positiveClass: positiveClass, targets: positions.map { targets[$0] },
            weights: weights.map { weights in positions.map { weights[$0] } },
            values: positions.flatMap { values[($0 * width)..<(($0 + 1) * width)] })
    }
}
