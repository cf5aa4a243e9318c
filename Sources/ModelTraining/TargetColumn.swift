import JSONBytes
import ScoringModel
import TrainingData

/// What the model learns to predict: the target's cells as numbers, and what these mean.
struct TargetColumn: Sendable, Equatable {
    /// A target of whole numbers whose task is not declared is regression from this many different ones on.
    static let inferredRegression = 20
    static let classLimit = 1000

    let task: Task
    /// Class names in the order of the probabilities; empty for regression.
    let labels: [String]
    /// Index of the class whose probability is a binary model's score.
    let positive: Int
    /// Rows of the table that have a target, ascending.
    let rows: [Int]
    /// One per row of `rows`: for XGBoost, 1 for the positive class of two, the class's index of several, or the number.
    let values: [Float]

    init(task: Task, labels: [String], positive: Int, rows: [Int], values: [Float]) {
        self.task = task
        self.labels = labels
        self.positive = positive
        self.rows = rows
        self.values = values
    }

    init(_ recipe: Recipe, _ table: DataTable, column: Int) throws(TrainingError) {
        let name = recipe.target.value
        let profile = ColumnProfile(table, column: column)
        guard profile.values.count > 1 || profile.hasMoreValues else {
            let only = profile.values.first.map { "only the value \($0)" } ?? "no values"
            throw TrainingError(.work, "\(table.name): the target \(name) has \(only); there is nothing to learn")
        }
        rows = (0..<table.rowCount).filter { !table.isMissing(row: $0, column: column) }
        let task = try Self.task(profile, recipe)
        self.task = task
        if let positive = recipe.positive, task != .binary {
            throw recipe.failure(positive.line, "positive is for two classes, and the task is \(task.rawValue)")
        }
        if task == .regression {
            labels = []
            positive = 1
            values = try Self.numbers(rows, table, column, name)
            return
        }
        labels = profile.values
        if profile.hasMoreValues {
            throw recipe.failure(
                recipe.task?.line ?? recipe.target.line,
                "the target \(name) has more than \(ColumnProfile.valueLimit) classes; at most \(Self.classLimit) are possible")
        }
        if let problem = Self.problem(labels.count, task) {
            throw recipe.failure(recipe.task?.line ?? recipe.target.line, "the target \(name) has \(problem)")
        }
        if let chosen = recipe.positive {
            guard let index = labels.firstIndex(of: chosen.value) else {
                throw recipe.failure(
                    chosen.line, "positive is \(chosen.value), but the classes are \(labels.joined(separator: " and "))"
                )
            }
            positive = index
        } else {
            positive = 1
        }
        values = try Self.classes(rows, table, column, labels, positive: task == .binary ? positive : nil)
    }

    /// The class of each row; a class of one row could not be judged.
    private static func classes(
        _ rows: [Int], _ table: DataTable, _ column: Int, _ labels: [String], positive: Int?
    ) throws(TrainingError) -> [Float] {
        let indices = Dictionary(uniqueKeysWithValues: zip(labels.map { Array($0.utf8) }, labels.indices))
        var counts = [Int](repeating: 0, count: labels.count)
        var values: [Float] = []
        for row in rows {
            let index = indices[table.cell(row: row, column: column)] ?? 0
            counts[index] += 1
            values.append(positive.map { index == $0 ? 1 : 0 } ?? Float(index))
        }
        if let rare = counts.firstIndex(of: 1) {
            throw TrainingError(
                .work,
                "\(table.name): the class \(labels[rare]) of the target \(table.columns[column]) has 1 row, and needs 2: one to "
                    + "learn from, one to judge by")
        }
        return values
    }

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

    private static func numbers(
        _ rows: [Int], _ table: DataTable, _ column: Int, _ name: String
    ) throws(TrainingError) -> [Float] {
        var values: [Float] = []
        for row in rows {
            let parsed =
                table.decimal(row: row, column: column)
                ?? DecimalNumber.parse(table.cell(row: row, column: column).span)
            guard let number = parsed, Float(number).isFinite else {
                throw table.failure(
                    row: row,
                    "the target \(name) is \"\(table.text(row: row, column: column).prefix(40))\", which is no "
                        + "number that Float32 holds")
            }
            values.append(Float(number))
        }
        return values
    }
}
