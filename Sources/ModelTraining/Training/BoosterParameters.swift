import JSONBytes
import ScoringModel
import Settings

/// What XGBoost is told: our own settings first, the recipe's in their place or after them.
struct BoosterParameters: Sendable, Equatable {
    /// One of the recipe's settings that XGBoost may refuse.
    struct Choice: Sendable, Equatable {
        /// The recipe's key, such as `parameters.eta`.
        let key: String
        /// XGBoost's name, such as `eta`.
        let name: String
        let setting: Located<String>
    }

    let objective: Objective
    let booster: BoosterKind
    /// What is set when the recipe says nothing, in the order in which it is set.
    private let own: [NamedValue<String>]
    /// The metric, if the recipe has one, then its `parameters` in the file's order.
    let choices: [Choice]

    /// In the order in which they are set.
    var values: [NamedValue<String>] { values(choices: choices.count) }

    /// The metric that decides on the best iteration.
    var metric: String { choices.first { $0.name == "eval_metric" }?.setting.value ?? objective.metric }

    /// Names that would contradict the recipe's own keys, or what a model file can hold.
    private static let refused = [
        "eval_metric": "use the recipe's key metric", "num_class": "the target's classes decide",
        "validate_parameters": "it is always on", "verbosity": "messages are errors here",
        "num_boost_round": "use the recipe's key rounds", "n_estimators": "use the recipe's key rounds",
        "early_stopping_rounds": "use the recipe's key early_stopping",
        "process_type": "models are trained from scratch",
        "disable_default_eval_metric": "use the recipe's key metric",
    ]

    /// Above these XGBoost ends the process, or takes all memory, instead of refusing.
    private static let largest = ["nthread": 1024, "n_jobs": 1024, "num_parallel_tree": 10_000]

    /// Targets and weights are those of the training rows; `columns` is what the model sees.
    init(
        _ recipe: Recipe, _ target: TargetColumn, columns: [Feature], targets: [Float], weights: [Float]?
    ) throws(TrainingError) {
        let task = target.task
        objective = try Objective.choice(recipe, task)
        booster = try BoosterKind.choice(recipe)
        var own = [NamedValue("objective", objective.name)]
        if task == .multiclass { own.append(NamedValue("num_class", String(target.labels.count))) }
        own += [
            NamedValue("base_score", DecimalNumber.shortest(objective.baseScore(targets, weights: weights))),
            NamedValue("eval_metric", objective.metric),
            NamedValue("seed", String(recipe.split.seed)),
        ]
        if let constraints = try recipe.monotoneConstraints(columns, booster) {
            own.append(NamedValue("monotone_constraints", constraints))
        }
        own += booster.settings
        // Sums depend on how the work is divided: one thread gives the same model everywhere.
        own.append(NamedValue("nthread", "1"))
        self.own = own
        var choices = recipe.metric.map { [Choice(key: "metric", name: "eval_metric", setting: $0)] } ?? []
        for parameter in recipe.parameters {
            let (name, located) = (parameter.name, parameter.value)
            if let reason = Self.refused[name] {
                throw recipe.failure(located.line, "parameters.\(name) can't be set: \(reason)")
            }
            if let largest = Self.largest[name], let value = Int(located.value), value > largest {
                throw recipe.failure(located.line, "parameters.\(name) is \(value); expected at most \(largest)")
            }
            if name == "monotone_constraints", !recipe.features.monotone.isEmpty {
                throw recipe.failure(located.line, "parameters.\(name) can't be set beside features.monotone")
            }
            choices.append(Choice(key: "parameters.\(name)", name: name, setting: located))
        }
        self.choices = choices
    }

    /// Our own settings with the first `count` choices of the recipe in their place or after them.
    func values(choices count: Int) -> [NamedValue<String>] {
        var values = own
        for choice in choices.prefix(count) {
            if let position = values.firstIndex(where: { $0.name == choice.name }) {
                values[position].value = choice.setting.value
            } else {
                values.append(NamedValue(choice.name, choice.setting.value))
            }
        }
        return values
    }

    /// Threads that XGBoost may use; 1 where the recipe does not say.
    var threads: Int { max(1, values.value(named: "nthread").flatMap(Int.init) ?? 1) }

    /// The metrics of the learning curves; the one that decides is the last.
    var curveMetrics: [String] { objective.metric == metric ? [metric] : [objective.metric, metric] }

    /// Whether more of the metric is better: `auc`, `aucpr`, `map@5` …
    var prefersLargerMetric: Bool {
        let name = metric.prefix { $0 != "@" }
        return ["auc", "aucpr", "map", "ndcg", "pre"].contains(String(name))
    }
}

extension Recipe {
    /// XGBoost's tuple of directions, one for each of the model's columns; nil without constraints.
    fileprivate func monotoneConstraints(
        _ columns: [Feature], _ booster: BoosterKind
    ) throws(TrainingError) -> String? {
        guard let first = features.monotone.first else { return nil }
        guard booster != .gblinear else {
            throw failure(
                first.value.line,
                "features.monotone is for trees, and parameters.booster is gblinear; leave one of them out")
        }
        for choice in features.monotone {
            guard let column = columns.first(where: { $0.name == choice.name }) else {
                let nearest = NearestName.find(choice.name, among: columns.map(\.name)).map { "; did you mean \($0)?" }
                throw failure(choice.value.line, "\(choice.name) is not among the features\(nearest ?? "")")
            }
            guard column.kind != .categorical else {
                throw failure(choice.value.line, "\(choice.name) is categorical; only numbers increase or decrease")
            }
        }
        let directions = columns.map { column in
            switch features.monotone.value(named: column.name)?.value {
            case .increasing: "1"
            case .decreasing: "-1"
            case nil: "0"
            }
        }
        return "(\(directions.joined(separator: ",")))"
    }
}
