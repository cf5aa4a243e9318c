import Evaluation
import Files
import ModelFile
import ModelReport
import ModelTraining
import ScoringModel
import Settings
import XGBoost

/// What `train --report` tells of a training.
struct TrainingReport {
    private static let recipeLimit = 1 << 20

    let input: ReportInput

    /// `admitted` is the trained model as workers would take it; the gate's results are in its manifest.
    init(
        _ trained: TrainedModel, _ admitted: AdmittedModel, path: String, live: LiveModel, isForced: Bool
    ) throws {
        let manifest = admitted.model.manifest
        let examples = [trained.training, trained.validation] + (trained.test.map { [$0] } ?? [])
        let parts = zip(trained.outcomes, examples).map { outcome, examples in
            let files = trained.origin.files
            return ReportInput.Part(name: outcome.name, rows: outcome.value, encoded: examples.rows) { row in
                let place = examples.places[row]
                return "\(files[Int(place.file)]), line \(place.line)"
            }
        }
        var input = ReportInput(
            occasion: .training, manifest: manifest, parts: parts, columns: ReportInput.columns(of: manifest),
            baseline: trained.outcomes[0].value)
        input.folds = trained.folds
        input.learningCurves = trained.learningCurves.map {
            ReportInput.LearningCurve(metric: $0.metric, training: $0.training, validation: $0.validation)
        }
        input.gains = trained.gains
        input.score = { admitted.values(of: $0) }
        input.gate = (manifest.training?.gate ?? []).map {
            ReportInput.GateResult(condition: $0.condition, hasPassed: $0.hasPassed, finding: $0.finding)
        }
        input.isForced = isForced
        if case .model(let other, let version) = live {
            let outcomes = trained.outcomes(of: live)
            if !outcomes.isEmpty {
                input.live = ReportInput.LiveModel(version: version, sha256: other.sha256, outcomes: outcomes)
            }
        }
        input.metric = trained.primaryMetric
        input.notes = Self.notes(trained)
        input.card = manifest.training?.card.named ?? []
        input.seed = trained.recipe.split.seed
        input.recipe = String(
            decoding: try FileBytes.read(trained.recipe.path, limit: Self.recipeLimit), as: UTF8.self)
        input.reproduction =
            [
                NamedValue("command", "scoreline-trainer train \(trained.recipe.path)"),
                NamedValue("model file", "\(path), \(admitted.byteCount) bytes"),
                NamedValue("model SHA-256", admitted.sha256),
                NamedValue("data files", trained.origin.files.joined(separator: ", ")),
                NamedValue("data rows", "\(trained.origin.rows)"), NamedValue("seed", "\(input.seed)"),
                NamedValue("iterations", "\(trained.keptIterations) kept of \(trained.trainedIterations) trained"),
                NamedValue("XGBoost", LibraryVersion.text), NamedValue("scoreline", ScorelineVersion.text),
            ] + (manifest.training?.facts ?? [])
        self.input = input
    }

    private static func notes(_ trained: TrainedModel) -> [String] {
        var notes: [String] = []
        if trained.origin.rowsWithoutTarget > 0 {
            notes.append("Rows without a target: \(trained.origin.rowsWithoutTarget); they were left out.")
        }
        for filter in trained.origin.dropped where filter.value > 0 {
            notes.append("Rows that the filter \(filter.name) dropped: \(filter.value).")
        }
        if !trained.fittedOnValidation.isEmpty {
            let what = trained.fittedOnValidation.map { $0.replacing("_", with: " ") }.joined(separator: ", ")
            notes.append(
                "The validation rows also chose: \(what). Their metrics flatter"
                    + (trained.test == nil ? "; give the recipe a split.test for an honest judge." : "."))
        }
        if !trained.unusedDates.isEmpty {
            notes.append(
                "Dates from which nothing is derived are no columns of the model: "
                    + trained.unusedDates.joined(separator: ", ") + ".")
        }
        return notes
    }
}
