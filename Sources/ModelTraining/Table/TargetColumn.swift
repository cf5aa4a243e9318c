import ScoringModel
import TrainingData

/// What the model learns to predict: the target's cells as numbers, and what these mean.
struct TargetColumn: Sendable, Equatable {
    /// A target of whole numbers whose task is not declared is regression from this many different ones on.
    static let inferredRegression = 20
    static let classLimit = 1000

    let name: String
    let task: Task
    /// Class names in the order of the probabilities; empty for regression.
    let labels: [String]
    /// Index of the class whose probability is a binary model's score.
    let positive: Int

    /// The targets decide where the recipe does not.
    init(_ recipe: Recipe, _ table: DataTable, column: Int) throws(TrainingError) {
        name = recipe.target.value
        let profile = ColumnProfile(table, column: column)
        guard profile.values.count > 1 || profile.hasMoreValues else {
            let only = profile.values.first.map { "only the value \($0)" } ?? "no values"
            throw TrainingError(.work, "\(table.name): the target \(name) has \(only); there is nothing to learn")
        }
        let task = try Self.task(profile, recipe)
        self.task = task
        if task != .binary { try Self.checkForTwoClasses(recipe, task) }
        if task == .regression {
            labels = []
            positive = 1
            return
        }
        labels = profile.values
        if profile.hasMoreValues {
            throw recipe.failure(
                recipe.task?.line ?? recipe.target.line,
                "the target \(name) has more than \(ColumnProfile.valueLimit) classes; at most \(Self.classLimit) are "
                    + "possible")
        }
        if let problem = Self.problem(labels.count, task) {
            throw recipe.failure(recipe.task?.line ?? recipe.target.line, "the target \(name) has \(problem)")
        }
        guard let chosen = recipe.positive else {
            positive = 1
            return
        }
        guard let index = labels.firstIndex(of: chosen.value) else {
            throw recipe.failure(
                chosen.line, "positive is \(chosen.value), but the classes are \(labels.joined(separator: " and "))")
        }
        positive = index
    }

    /// Keys that only two classes have.
    private static func checkForTwoClasses(_ recipe: Recipe, _ task: Task) throws(TrainingError) {
        let keys = [
            ("positive", recipe.positive?.line), ("threshold", recipe.threshold?.line),
            ("calibration", recipe.calibration.flatMap { $0.value == .none ? nil : $0.line }),
        ]
        for case (let key, let line?) in keys {
            throw recipe.failure(line, "\(key) is for two classes, and the task is \(task.rawValue)")
        }
        if task == .regression, let weights = recipe.classWeights {
            throw recipe.failure(weights.line, "class_weights are for classes, and the task is regression")
        }
    }

    /// The rows of a table that have a target.
    func rows(_ table: DataTable, column: Int) throws(TrainingError) -> LabelledRows {
        let rows = (0..<table.rowCount).filter { !table.isMissing(row: $0, column: column) }
        let targets = task == .regression ? try numbers(rows, table, column) : try classes(rows, table, column)
        return LabelledRows(rows: rows, targets: targets)
    }

    /// The class of each row.
    private func classes(_ rows: [Int], _ table: DataTable, _ column: Int) throws(TrainingError) -> [Float] {
        let indices = Dictionary(uniqueKeysWithValues: zip(labels.map { Array($0.utf8) }, labels.indices))
        var values: [Float] = []
        values.reserveCapacity(rows.count)
        for row in rows {
            guard let index = indices[table.cell(row: row, column: column)] else {
                throw table.failure(
                    row: row,
                    "the target \(name) is \"\(table.text(row: row, column: column).prefix(40))\", a class that the training "
                        + "rows do not have")
            }
            values.append(task == .binary ? (index == positive ? 1 : 0) : Float(index))
        }
        return values
    }

    private func numbers(_ rows: [Int], _ table: DataTable, _ column: Int) throws(TrainingError) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(rows.count)
        for row in rows {
            guard let number = table.number(row: row, column: column), Float(number).isFinite else {
                throw table.failure(
                    row: row,
                    "the target \(name) is \"\(table.text(row: row, column: column).prefix(40))\", which is no "
                        + "number that Float32 holds")
            }
            values.append(Float(number))
        }
        return values
    }

    /// How many rows have each class, by its number in the targets; empty for regression.
    func counts(_ targets: [Float]) -> [Int] {
        var counts = [Int](repeating: 0, count: labels.count)
        if task != .regression { for target in targets { counts[Int(target)] += 1 } }
        return counts
    }

    /// Name of a class by its number in the targets.
    func label(_ number: Int) -> String { labels[task == .binary && positive == 0 ? 1 - number : number] }

    /// Completes "the target has …".
    private static func problem(_ classes: Int, _ task: Task) -> String? {
        if task == .binary, classes != 2 { return "\(classes) classes; a binary task has 2" }
        if task == .multiclass, classes < 3 { return "\(classes) classes; say task: binary" }
        return classes > classLimit ? "\(classes) classes; at most \(classLimit) are possible" : nil
    }

    private static func task(_ profile: ColumnProfile, _ recipe: Recipe) throws(TrainingError) -> Task {
        if let task = recipe.task { return task.value }
        if profile.values.count == 2 { return .binary }
        guard profile.kind == .numeric else { return .multiclass }
        if !profile.isWhole || profile.hasMoreValues || profile.values.count >= inferredRegression {
            return .regression
        }
        throw recipe.failure(
            recipe.target.line,
            "the target \(recipe.target.value) has \(profile.values.count) different whole numbers; say task: multiclass or "
                + "task: regression")
    }
}
