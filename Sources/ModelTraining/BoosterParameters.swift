import JSONBytes
import ScoringModel

/// What XGBoost is told: our own settings first, the recipe's in their place or after them.
struct BoosterParameters: Sendable, Equatable {
    let objective: Objective
    /// The metric that decides on the best iteration.
    let metric: String
    /// In the order in which they are set.
    private(set) var values: [NamedValue<String>]

    /// Names that would contradict the recipe's own keys, or what a model file can hold.
    private static let refused = [
        "eval_metric": "use the recipe's key metric", "num_class": "the target's classes decide",
        "validate_parameters": "it is always on", "verbosity": "messages are errors here",
        "num_boost_round": "use the recipe's key rounds", "n_estimators": "use the recipe's key rounds",
        "early_stopping_rounds": "use the recipe's key early_stopping",
        "process_type": "models are trained from scratch",
        "disable_default_eval_metric": "use the recipe's key metric",
    ]

    /// The targets are those of the training examples.
    init(_ recipe: Recipe, task: Task, classCount: Int, targets: [Float]) throws(TrainingError) {
        objective = try Objective.choice(recipe, task)
        metric = recipe.metric?.value ?? objective.metric
        values = [NamedValue("objective", objective.name)]
        if task == .multiclass { values.append(NamedValue("num_class", String(classCount))) }
        values += [
            NamedValue("base_score", DecimalNumber.shortest(objective.baseScore(targets))),
            NamedValue("eval_metric", metric),
            NamedValue("seed", String(recipe.split.seed)),
            // Handles categories; XGBoost 1.7 would take `exact` for small tables, which does not.
            NamedValue("tree_method", "hist"),
            // Sums depend on how the work is divided: one thread gives the same model everywhere.
            NamedValue("nthread", "1"),
        ]
        for parameter in recipe.parameters {
            let (name, located) = (parameter.name, parameter.value)
            if let reason = Self.refused[name] {
                throw recipe.failure(located.line, "parameters.\(name) can't be set: \(reason)")
            }
            if name == "booster", located.value != "gbtree" {
                throw recipe.failure(located.line, "parameters.booster is \(located.value); only gbtree can be trained")
            }
            if let position = values.firstIndex(where: { $0.name == name }) {
                values[position].value = located.value
            } else {
                values.append(NamedValue(name, located.value))
            }
        }
    }

    /// Whether more of the metric is better: `auc`, `aucpr`, `map@5` …
    var prefersLargerMetric: Bool {
        let name = metric.prefix { $0 != "@" }
        return ["auc", "aucpr", "map", "ndcg", "pre"].contains(String(name))
    }
}
