package import Evaluation

/// The recipe's `threshold`: from which score on a row gets the positive label.
package enum ThresholdChoice: Sendable, Equatable {
    case fixed(Float)
    /// The score from which on this is largest on the validation rows.
    case maximize(ThresholdGoal)
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
        self = .maximize(try member.node.word(ThresholdGoal.allCases).value)
    }
}
