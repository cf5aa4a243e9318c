package import ScoringModel

/// The recipe's `class_weights`.
package enum ClassWeightChoice: Sendable, Equatable {
    /// Training rows divided by classes times the class's rows, as scikit-learn's `balanced`.
    case balanced
    /// By class; a class that is not named weighs 1.
    case weights([NamedValue<Located<Double>>])
}

extension ClassWeightChoice {
    init(_ node: RecipeNode) throws(TrainingError) {
        guard node.isMapping else {
            let text = try node.text()
            guard text == "balanced" else {
                throw node.failure(
                    "class_weights is \"\(text.prefix(80))\"; expected balanced, or a weight for each class")
            }
            self = .balanced
            return
        }
        self = .weights(
            try node.members(nil).map { name, node throws(TrainingError) in
                let weight = try node.number("a weight above 0 that Float32 holds") { $0 > 0 && Float($0).isNormal }
                return NamedValue(name, Located(weight, line: node.line))
            })
    }
}
