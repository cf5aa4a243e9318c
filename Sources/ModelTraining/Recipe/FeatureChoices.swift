package import ScoringModel

/// The recipe's `features`: which columns, and what they hold where that is not to be inferred.
package struct FeatureChoices: Sendable, Equatable {
    package enum Direction: String, Sendable, CaseIterable {
        case increasing
        case decreasing
    }

    /// Nil: every column but the target.
    package var include: [Located<String>]?
    package var exclude: [Located<String>] = []
    package var types: [NamedValue<Located<Feature.Kind>>] = []
    /// Category names in the order of their codes, for columns whose table does not have them all.
    package var categories: [NamedValue<Located<[String]>>] = []
    package var required: [Located<String>] = []
    package var unseen: [NamedValue<Located<Feature.UnseenPolicy>>] = []
    /// Numbers that mean *missing* in a column.
    package var missing: [NamedValue<Located<Float>>] = []
    /// How the prediction may change with a column, or with a derived feature.
    package var monotone: [NamedValue<Located<Direction>>] = []
    /// Features that are computed from others, in their order.
    package var derived: [DerivedChoice] = []

    /// Every column that is named as a feature, with its line.
    var mentions: [Located<String>] {
        func names<Value>(_ choices: [NamedValue<Located<Value>>]) -> [Located<String>] {
            choices.map { Located($0.name, line: $0.value.line) }
        }
        return (include ?? []) + required + names(types) + names(categories) + names(unseen) + names(missing)
    }
}

extension FeatureChoices {
    static let keys = [
        "include", "exclude", "types", "categories", "required", "unseen", "missing", "monotone", "derived",
    ]

    init(_ node: RecipeNode, keys: [String] = Self.keys) throws(TrainingError) {
        for (key, node) in try node.members(keys) {
            switch key {
            case "include": include = try node.locatedNames()
            case "exclude": exclude = try node.locatedNames()
            case "required": required = try node.locatedNames()
            case "types": types = try Self.words(node, Feature.Kind.allCases)
            case "unseen": unseen = try Self.words(node, Feature.UnseenPolicy.allCases)
            case "monotone": monotone = try Self.words(node, Direction.allCases)
            case "derived": derived = try DerivedChoice.list(node)
            case "categories":
                categories = try node.members(nil).map { name, node throws(TrainingError) in
                    NamedValue(name, Located(try node.names(), line: node.line))
                }
            default:
                missing = try node.members(nil).map { name, node throws(TrainingError) in
                    NamedValue(name, Located(try node.float(), line: node.line))
                }
            }
        }
    }

    /// A mapping of columns to words of an enumeration.
    private static func words<Word: RawRepresentable<String> & Equatable & Sendable>(
        _ node: RecipeNode, _ words: [Word]
    ) throws(TrainingError) -> [NamedValue<Located<Word>>] {
        try node.members(nil).map { name, node throws(TrainingError) in NamedValue(name, try node.word(words)) }
    }
}
