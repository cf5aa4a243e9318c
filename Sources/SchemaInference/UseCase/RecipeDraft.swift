import JSONBytes
import ScoringModel

/// The first recipe of a use case: every key with its default or what the table suggests, and what it means.
struct RecipeDraft {
    let name: String
    /// Relative to the recipe's folder.
    let data: String
    let findings: SchemaFindings
    let target: TargetFinding
    let targetName: String

    private var isBinary: Bool { target.task == .binary }

    var text: String {
        var yaml = YAMLText()
        head(&yaml)
        question(&yaml)
        features(&yaml)
        split(&yaml)
        training(&yaml)
        release(&yaml)
        return yaml.text
    }

    private func head(_ yaml: inout YAMLText) {
        yaml.comment("\(name): predicts \(targetName.visible()) from \(data.visible(80)).")
        yaml.comment("`scoreline-trainer new` wrote it from what the table holds; docs/recipes.md explains every key.")
        yaml.comment(
            "Every key is here: with its default, with what the table suggests, or behind a # where it is not in force."
        )
        yaml.blank()
        yaml.set("name", YAMLText.scalar(name), "the model's name: part of its Redis keys and of its file's name")
        yaml.blank()
        yaml.set("card", "", "for readers of the report")
        yaml.set("purpose", YAMLText.scalar("Predicts \(targetName.visible())."), indent: 2, "what it is meant for")
        yaml.offer("owner: who answers for it", indent: 2)
        yaml.set(
            "data", YAMLText.scalar("\(data.visible(80)), \(findings.rowCount) rows at first sight."), indent: 2,
            "where the data come from")
        yaml.offer("limits: what it is not for", indent: 2)
        yaml.blank()
    }

    private func question(_ yaml: inout YAMLText) {
        yaml.set("data", YAMLText.scalar(data), "relative to this file; a list of files is one table")
        yaml.offer("data: {files: […], format: csv}", "default: by a file's name, else by its first byte")
        yaml.offer("data: {command: \"…\"}", "what a command prints, in CSV or JSON Lines")
        yaml.offer("data: {source: NAME, filters: […]}", "Swift in Sources/RecipeHooks")
        yaml.set("target", YAMLText.scalar(targetName), "what to predict; rows without it are left out")
        yaml.offer("weight: COLUMN", "how much each row counts; never a feature")
        yaml.set("task", target.task.rawValue, (target.why ?? "binary, multiclass or regression").visible(100))
        if let positive = target.positive {
            yaml.set("positive", YAMLText.scalar(positive), "the class whose probability is the score")
            yaml.set("threshold", "0.5", "positive from this score on; or {maximize: f1}")
            yaml.set("calibration", "none", "or platt: probabilities fitted on the validation rows")
        }
        yaml.blank()
    }

    private func release(_ yaml: inout YAMLText) {
        yaml.offer("gate:", "what a model must reach, or nothing is published")
        switch target.task {
        case .binary: yaml.offer("  - auc >= 0.8")
        case .multiclass: yaml.offer("  - accuracy >= 0.8")
        default: yaml.offer("  - r2 >= 0.5")
        }
        yaml.offer("  - not_worse_than_live: 0.01", "in the metric above")
        if isBinary { yaml.offer("  - max_calibration_error: 0.1") }
        yaml.offer("  - max_size: 20 MB")
        yaml.offer("  - min_rows_per_second: 100000", "on one thread of this machine")
        yaml.blank()
        yaml.set("publish")
        yaml.set("keep", "10", indent: 2, "versions that stay in Redis")
        yaml.offer("wait: 60", indent: 2, "seconds to wait until all live workers serve it")
        yaml.offer("rollback_on_refusal: true", indent: 2, "go back when a worker refuses it")
    }
}
