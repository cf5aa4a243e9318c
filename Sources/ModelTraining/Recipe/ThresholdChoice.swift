/// The recipe's `threshold`: from which score on a row gets the positive label.
package enum ThresholdChoice: Sendable, Equatable {
    case fixed(Float)
    /// The score at which this metric is largest on the validation rows.
    case maximize(Metric)

    package enum Metric: String, Sendable, CaseIterable {
        case f1
        case accuracy
        case balancedAccuracy = "balanced_accuracy"
        /// Matthews' correlation coefficient.
        case mcc
        /// Youden's J: true positive rate less false positive rate.
        case youden
    }
}

extension ThresholdChoice {
    static let keys = ["maximize"]

    init(_ node: RecipeNode) throws(TrainingError) {
        guard node.isMapping else {
            self = .fixed(try node.probability())
            return
        }
        guard let member = try node.members(Self.keys).first else {
            throw node.failure("threshold must be a probability, or {maximize: METRIC}")
        }
        self = .maximize(try member.node.word(Metric.allCases).value)
    }
}
