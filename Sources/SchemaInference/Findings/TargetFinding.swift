import JSONBytes
package import ScoringModel

/// What is to be predicted.
package struct TargetFinding: Sendable, Equatable {
    /// Fewer different whole numbers than this are classes, as in a recipe without a task.
    private static let regressionValues = 20
    private static let classLimit = 1000
    /// A class with a smaller share of the rows is rare.
    private static let rareShare = 0.1
    private static let affirmative: Set<String> = [
        "yes", "y", "true", "t", "1", "positive", "pos", "malignant", "churned", "churn", "fraud", "default", "bad",
        "sick",
        "dead", "died", "success", "won", "ja", "si", "oui",
    ]

    package let task: Task
    /// Why it is this task; nil when it was asked for or is plain.
    package let why: String?
    /// Classes with their sampled rows, in the trainer's order: numbers ascending, texts by their bytes.
    package let classes: [(name: String, count: Int)]
    /// The class whose probability is the score; nil unless the task is binary.
    package let positive: String?

    init(_ column: ColumnSummary, in table: TableSurvey, asked: Task?) throws(SchemaError) {
        let name = column.name.visible()
        func refusal(_ problem: String) -> SchemaError {
            SchemaError(.work, "\(table.path): the target \(name) \(problem)")
        }
        guard column.values.count > 1 else {
            let only = column.values.first.map { "only the value \($0.text.visible())" } ?? "no values"
            throw refusal("has \(only), so there is nothing to learn; choose another column with --target")
        }
        (task, why) = try Self.task(column, asked: asked, refusal: refusal)
        guard task != .regression else {
            classes = []
            positive = nil
            return
        }
        classes = Self.ordered(column)
        if let rare = classes.first(where: { $0.count == 1 }), !table.isSampled {
            throw refusal(
                "has 1 row of the class \(rare.name.visible()), and each class needs 2, one to learn from and one to judge by; "
                    + "add rows, or take it out of the table")
        }
        positive =
            task == .binary
            ? (classes.first { Self.affirmative.contains($0.name.lowercased()) } ?? classes[1]).name : nil
    }

    /// The share of the rarest class, when it is rare.
    package var rareClass: (name: String, share: Double)? {
        let total = classes.reduce(0) { $0 + $1.count }
        guard let rarest = classes.min(by: { $0.count < $1.count }), total > 0 else { return nil }
        let share = Double(rarest.count) / Double(total)
        return share < min(Self.rareShare, 0.5 / Double(classes.count))
            || (classes.count == 2 && share < Self.rareShare)
            ? (rarest.name, share) : nil
    }

    package static func == (one: TargetFinding, other: TargetFinding) -> Bool {
        one.task == other.task && one.why == other.why && one.positive == other.positive
            && one.classes.elementsEqual(other.classes) { $0 == $1 }
    }

    private static func task(
        _ column: ColumnSummary, asked: Task?, refusal: (String) -> SchemaError
    ) throws(SchemaError) -> (Task, String?) {
        let distinct = column.values.count
        if let asked {
            if asked == .regression, column.content != .numbers {
                throw refusal(
                    "has texts, so the task can't be regression; say --task \(distinct == 2 ? "binary" : "multiclass")")
            }
            if asked == .binary, distinct != 2 {
                throw refusal("has \(distinct) classes, and a binary task has 2; leave --task out")
            }
            if asked == .multiclass, distinct < 3 { throw refusal("has 2 classes; say --task binary") }
            if asked == .multiclass, distinct > classLimit { throw refusal(tooMany(distinct)) }
            return (asked, nil)
        }
        if distinct == 2 { return (.binary, nil) }
        guard column.content == .numbers else {
            guard distinct <= classLimit, distinct * 2 <= column.sampled else { throw refusal(tooMany(distinct)) }
            return (.multiclass, nil)
        }
        if !column.isWhole { return (.regression, nil) }
        if distinct >= regressionValues { return (.regression, nil) }
        if column.counts.contains(1) || column.sampled < 5 * distinct {
            return (
                .regression,
                "\(distinct) different whole numbers in \(column.sampled) rows; --task multiclass makes them classes"
            )
        }
        return (.multiclass, "\(distinct) different whole numbers; --task regression makes them a quantity")
    }

    private static func tooMany(_ distinct: Int) -> String {
        "has \(distinct) different texts, too many for classes; choose another column with --target"
    }

    private static func ordered(_ column: ColumnSummary) -> [(name: String, count: Int)] {
        let pairs = zip(column.values, column.counts).sorted { one, other in
            if column.content == .numbers, let first = one.0.position, let second = other.0.position, first != second {
                return first < second
            }
            return one.0.text.utf8.lexicographicallyPrecedes(other.0.text.utf8)
        }
        return pairs.map { ($0.0.text, $0.1) }
    }
}
