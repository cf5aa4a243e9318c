/// The recipe's `cross_validation`: models that are trained beside the real one, only to see how much metrics vary.
package struct CrossValidationChoices: Sendable, Equatable {
    package var folds: Located<Int>
}

extension CrossValidationChoices {
    static let keys = ["folds"]

    init(_ node: RecipeNode) throws(TrainingError) {
        guard let folds = try node.members(Self.keys).first?.node else {
            throw node.failure("cross_validation must have the key folds")
        }
        self.init(folds: Located(try folds.whole(in: 2...100), line: folds.line))
    }
}
