import ScoringModel
import Settings

/// XGBoost's loss functions that a model file can hold.
struct Objective: Sendable, Equatable {
    /// What a model of no trees predicts. XGBoost 1.7 takes 0.5 whatever the target, and the first trees make up for it.
    enum Start: Sendable {
        case mean
        case median
        /// Cancels between the classes.
        case half
    }

    let name: String
    let task: Task
    let start: Start
    /// XGBoost's metric for it.
    let metric: String

    /// The first of each task is the default.
    static let all = [
        Objective(name: "binary:logistic", task: .binary, start: .mean, metric: "logloss"),
        Objective(name: "multi:softprob", task: .multiclass, start: .half, metric: "mlogloss"),
        Objective(name: "multi:softmax", task: .multiclass, start: .half, metric: "mlogloss"),
        Objective(name: "reg:squarederror", task: .regression, start: .mean, metric: "rmse"),
        Objective(name: "reg:absoluteerror", task: .regression, start: .median, metric: "mae"),
        Objective(name: "reg:squaredlogerror", task: .regression, start: .mean, metric: "rmsle"),
        Objective(name: "reg:pseudohubererror", task: .regression, start: .mean, metric: "mphe"),
        Objective(name: "count:poisson", task: .regression, start: .mean, metric: "poisson-nloglik"),
        Objective(name: "reg:gamma", task: .regression, start: .mean, metric: "gamma-nloglik"),
        Objective(name: "reg:tweedie", task: .regression, start: .mean, metric: "tweedie-nloglik@1.5"),
    ]

    /// The recipe's objective, or the task's first one.
    static func choice(_ recipe: Recipe, _ task: Task) throws(TrainingError) -> Objective {
        let possible = all.filter { $0.task == task }
        guard let wanted = recipe.parameters.value(named: "objective") else { return possible[0] }
        if let objective = possible.first(where: { $0.name == wanted.value }) { return objective }
        let names = possible.map(\.name)
        let nearest = NearestName.find(wanted.value, among: names).map { "; did you mean \($0)?" } ?? ""
        throw recipe.failure(
            wanted.line,
            "parameters.objective is \(wanted.value); a \(task.rawValue) task has \(names.joined(separator: ", "))\(nearest)"
        )
    }

    /// The value for `base_score`, from the targets of the training rows and what these count.
    func baseScore(_ targets: [Float], weights: [Float]?) -> Float {
        switch start {
        case .half: return 0.5
        case .mean:
            guard let weights else { return Float(targets.reduce(0.0) { $0 + Double($1) } / Double(targets.count)) }
            let total = weights.reduce(0.0) { $0 + Double($1) }
            return Float(zip(targets, weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / total)
        case .median:
            guard let weights else { return targets.sorted()[targets.count / 2] }
            let ascending = targets.indices.sorted { targets[$0] < targets[$1] }
            var rest = weights.reduce(0.0) { $0 + Double($1) } / 2
            for row in ascending {
                rest -= Double(weights[row])
                if rest < 0 { return targets[row] }
            }
            return targets[ascending[ascending.count - 1]]
        }
    }
}
