package import ScoringModel

/// How to make a model from a table: one YAML file. `docs/recipes.md` explains the keys.
package struct Recipe: Sendable, Equatable {
    /// The file it was read from, as given; names it in messages.
    package var path: String
    package var name: String
    /// The table's path, usable from the current folder.
    package var data: String
    package var target: Located<String>
    /// Nil: the target's values decide.
    package var task: Located<Task>?
    /// The class of a binary model's score; nil: the last of the two.
    package var positive: Located<String>?
    package var threshold: Float
    package var features: FeatureChoices
    package var split: SplitChoices
    /// XGBoost's own parameters, in the file's order.
    package var parameters: [NamedValue<Located<String>>]
    package var rounds: Int
    /// Iterations without improvement after which training stops; nil: never before `rounds`.
    package var earlyStopping: Int?
    /// XGBoost's name of the metric that decides on the best iteration; nil: the task's usual one.
    package var metric: Located<String>?

    /// A sentence about one line of the recipe.
    func failure(_ line: Int, _ problem: String) -> TrainingError {
        TrainingError(.recipe, "\(path), line \(line): \(problem)")
    }
}

/// A value and the line of the recipe on which it stands.
package struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
    package var value: Value
    package var line: Int

    package init(_ value: Value, line: Int) {
        self.value = value
        self.line = line
    }
}

/// The recipe's `features`: which columns, and what they hold where that is not to be inferred.
package struct FeatureChoices: Sendable, Equatable {
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

    /// Every column that is named as a feature, with its line.
    var mentions: [Located<String>] {
        func names<Value>(_ choices: [NamedValue<Located<Value>>]) -> [Located<String>] {
            choices.map { Located($0.name, line: $0.value.line) }
        }
        return (include ?? []) + required + names(types) + names(categories) + names(unseen) + names(missing)
    }
}

/// The recipe's `split`.
package struct SplitChoices: Sendable, Equatable {
    /// Share of the rows that is kept for validation.
    package var validation = 0.2
    /// Decides which rows those are; also XGBoost's `seed`.
    package var seed: UInt64 = 1
}

extension Sequence {
    /// The value of the first element with this name.
    func value<Value>(named name: String) -> Value? where Element == NamedValue<Value> {
        first { $0.name == name }?.value
    }
}
