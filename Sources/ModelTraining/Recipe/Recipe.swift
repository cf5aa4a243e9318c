package import ScoringModel
package import TrainingData

/// How to make a model from a table: one YAML file. `docs/recipes.md` explains the keys.
package struct Recipe: Sendable, Equatable {
    /// The file it was read from, as given; names it in messages.
    package var path: String
    /// Lower-case hex SHA-256 of the file's bytes.
    package var sha256: String
    package var name: String
    package var card: CardTexts
    package var data: Located<DataChoices>
    /// The names of the source and the filters in `data`.
    package var hooks: [Located<String>]
    package var target: Located<String>
    /// Column of the rows' weights; never a feature.
    package var weight: Located<String>?
    /// Nil: the target's values decide.
    package var task: Located<Task>?
    /// The class of a binary model's score; nil: the last of the two.
    package var positive: Located<String>?
    /// Nil: 0.5.
    package var threshold: Located<ThresholdChoice>?
    /// Nil: none.
    package var calibration: Located<CalibrationChoice>?
    package var features: FeatureChoices
    package var split: SplitChoices
    package var crossValidation: CrossValidationChoices?
    /// Nil: every class weighs 1.
    package var classWeights: Located<ClassWeightChoice>?
    /// XGBoost's own parameters, in the file's order.
    package var parameters: [NamedValue<Located<String>>]
    package var rounds: Int
    /// Iterations without improvement after which training stops; nil: never before `rounds`.
    package var earlyStopping: Int?
    /// XGBoost's name of the metric that decides on the best iteration; nil: the task's usual one.
    package var metric: Located<String>?
    package var gate: GateChoices
    package var publish: PublishChoices

    /// Refuses the name of a source or a filter that is not registered.
    func check(_ registered: DataHooks) throws(TrainingError) {
        guard let unknown = data.value.unregistered(in: registered) else { return }
        let line = hooks.first { $0.value == unknown.name }?.line ?? data.line
        throw failure(line, unknown.problem)
    }

    /// A sentence about one line of the recipe.
    func failure(_ line: Int, _ problem: String) -> TrainingError {
        TrainingError(.recipe, "\(path), line \(line): \(problem)")
    }
}

extension Sequence {
    /// The value of the first element with this name.
    func value<Value>(named name: String) -> Value? where Element == NamedValue<Value> {
        first { $0.name == name }?.value
    }
}
