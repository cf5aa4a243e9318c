import Evaluation
import Foundation
import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

/// What the validation rows decide.
@Suite struct ChosenOnValidationTests {
    private static let recipe =
        "rounds: 20\nparameters: {max_depth: 2, eta: 0.3}\nsplit: {validation: 0.4, test: 0.2}\n"
    private static let table =
        "a,b,y\n"
        + (0..<200).map { "\(($0 * 37) % 100),\($0 % 9),\(($0 * 37) % 100 + ($0 * 13) % 60 > 90 ? "q" : "p")\n" }
        .joined()

    private func train(_ lines: String) throws -> TrainedModel {
        try TrainingFolder(TrainingFolder.recipe + Self.recipe + lines + "\n", table: Self.table).train()
    }

    @Test(arguments: ThresholdGoal.allCases)
    func `the threshold makes its goal largest on the validation rows`(goal: ThresholdGoal) throws {
        let trained = try train("threshold: {maximize: \(goal.rawValue)}")
        let rows = trained.outcomes[1].value
        let threshold = trained.model.manifest.decisionThreshold
        #expect(threshold == ThresholdTable(rows).best(for: goal))
        #expect(trained.fittedOnValidation == ["threshold"])
        let name = goal == .youden ? "balanced_accuracy" : goal.rawValue
        let reached = try #require(rows.metrics(threshold: threshold).value(named: name))
        for other in stride(from: Float(0.05), to: 1, by: 0.05) {
            let value = try #require(rows.metrics(threshold: other).value(named: name))
            #expect(value <= reached)
        }
    }

    @Test func `calibration changes probabilities but no margin, and its loss is smaller where it was fitted`() throws {
        let plain = try train("")
        let calibrated = try train("calibration: platt")
        #expect(calibrated.model.predictor == plain.model.predictor)
        #expect(calibrated.model.golden.expected == plain.model.golden.expected)
        #expect(calibrated.model.manifest.calibration != nil && plain.model.manifest.calibration == nil)
        func loss(_ trained: TrainedModel) -> Double? {
            trained.model.manifest.training?.metrics.value(named: "logloss")
        }
        let (before, after) = (try #require(loss(plain)), try #require(loss(calibrated)))
        #expect(after < before)
        #expect(calibrated.fittedOnValidation == ["calibration"])
        #expect(try train("calibration: none").model.manifest.calibration == nil)
    }

    @Test func `learning curves hold the objective's metric and the recipe's, which decides`() throws {
        let trained = try train("metric: auc\nearly_stopping: 3")
        #expect(trained.learningCurves.map(\.metric) == ["logloss", "auc"])
        for curve in trained.learningCurves {
            #expect(curve.training.count == trained.trainedIterations)
            #expect(curve.validation.count == trained.trainedIterations)
        }
        let history = trained.learningCurves[1].validation
        let best = try #require(history.indices.max { (history[$0], -$0) < (history[$1], -$1) })
        #expect(trained.keptIterations == best + 1)
        #expect(trained.model.manifest.training?.parameters.value(named: "eval_metric") == "auc")
        let plain = try train("")
        #expect(plain.learningCurves.map(\.metric) == ["logloss"])
    }

    @Test func `the manifest says where a model came from`() throws {
        let trained = try train("card: {purpose: a test, owner: us}")
        let training = try #require(trained.model.manifest.training)
        #expect(training.data == DataSource(files: ["t.csv"], rows: 200))
        #expect(training.recipeSHA256 == trained.recipe.sha256)
        #expect(training.programVersion?.isEmpty == false)
        #expect(training.card == CardTexts(purpose: "a test", owner: "us"))
        #expect(training.rows + training.validationRows + training.testRows == 200)
        let test = try #require(trained.outcomes.value(named: "test"))
        #expect(training.testMetrics == test.metrics(threshold: 0.5))
    }
}
