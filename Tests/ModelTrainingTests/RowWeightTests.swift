import Evaluation
import Foundation
import ScoringModel
import TestSupport
import Testing
import TrainingData

@testable import ModelTraining

@Suite struct RowWeightTests {
    /// Of 60 rows 15 are q.
    private static func table(weight: (Int) -> String) -> String {
        "a,w,y\n" + (0..<60).map { "\(($0 * 7) % 60),\(weight($0)),\($0 % 4 == 0 ? "q" : "p")\n" }.joined()
    }

    private func train(_ lines: String, weight: (Int) -> String = { "\($0 % 3)" }) throws -> TrainedModel {
        try TrainingFolder(TrainingFolder.recipe + "rounds: 5\n" + lines + "\n", table: Self.table(weight: weight))
            .train()
    }

    @Test func `weights of 1 change nothing, others do, and the column is no feature`() throws {
        let plain = try train("features: {exclude: [w]}")
        let ones = try train("weight: w", weight: { _ in "1" })
        let others = try train("weight: w")
        #expect(ones.model.predictor == plain.model.predictor)
        #expect(ones.model.manifest.features == plain.model.manifest.features)
        #expect(others.model.predictor != plain.model.predictor)
        #expect(others.model.manifest.features.map(\.name) == ["a"])
        #expect(others.outcomes[1].value.weights == others.validation.weights)
        #expect(others.training.weights?.contains(2) == true)
    }

    @Test func `base_score is the weighted mean`() throws {
        // Weight 0 for every p but the first.
        let trained = try train("weight: w\npositive: q", weight: { $0 % 4 == 0 ? "2" : "1" })
        let base = try #require(
            trained.model.manifest.training?.parameters.value(named: "base_score").flatMap(Double.init))
        #expect(abs(base - 24.0 / 60) < 1e-6)
    }

    @Test func `balanced weighs a class by rows over classes times its rows`() throws {
        // 48 training rows: 36 of p, 12 of q.
        let balanced = try train("features: {exclude: [w]}\nclass_weights: balanced")
        let named = try train("features: {exclude: [w]}\nclass_weights: {q: 2, p: \(48.0 / 72)}")
        let plain = try train("features: {exclude: [w]}")
        #expect(balanced.model.predictor == named.model.predictor)
        #expect(balanced.model.predictor != plain.model.predictor)
        // The metrics are of rows, not of classes.
        #expect(balanced.outcomes[0].value.weights == nil)
    }

    @Test func `the weight of a class multiplies that of its rows`() throws {
        let trained = try train("weight: w\nclass_weights: {q: 3}", weight: { _ in "2" })
        let target = try TargetColumn.classes(["p", "q"], positive: 1)
        let found = try trained.recipe.trainingWeights(trained.training, target)
        let weights = try #require(found)
        for (weight, target) in zip(weights, trained.training.targets) { #expect(weight == (target == 1 ? 6 : 2)) }
    }

    @Test(arguments: [
        ("-1", "t.csv, line 2: the weight w is \"-1\"; expected a number from 0 on that Float32 holds"),
        ("NA", "t.csv, line 2: the weight w is missing; expected a number from 0 on that Float32 holds"),
        ("1e99", "t.csv, line 2: the weight w is \"1e99\"; expected a number from 0 on that Float32 holds"),
        ("heavy", "t.csv, line 2: the weight w is \"heavy\"; expected a number from 0 on that Float32 holds"),
        ("0", "t.csv: every training row has the weight 0"),
    ])
    func `a weight that is none is refused by line`(weight: String, message: String) throws {
        let folder = try TrainingFolder(TrainingFolder.recipe + "weight: w\n", table: Self.table { _ in weight })
        #expect(try folder.problem() == message)
    }

    @Test(arguments: [
        ("weight: heavy", "r.yaml, line 4: t.csv has no column heavy; its columns are a, w, y"),
        ("weight: w\nfeatures: {include: [w]}", "r.yaml, line 5: w is the weight and can't be a feature"),
        ("class_weights: {r: 2}", "r.yaml, line 4: class_weights has r, but the classes are p, q"),
        ("task: regression\ntarget2: 1", "r.yaml, line 5: there is no key target2; did you mean target?"),
    ])
    func `weights that fit nothing are refused by line`(lines: String, message: String) throws {
        let folder = try TrainingFolder(TrainingFolder.recipe + lines + "\n", table: Self.table { _ in "1" })
        #expect(try folder.problem() == message)
    }

    @Test(arguments: [
        ("class_weights: balanced", "class_weights are for classes, and the task is regression"),
        ("threshold: 0.4", "threshold is for two classes, and the task is regression"),
        ("calibration: platt", "calibration is for two classes, and the task is regression"),
        ("positive: p", "positive is for two classes, and the task is regression"),
    ])
    func `what classes have is refused for a regression`(line: String, message: String) throws {
        let table = "a,y\n" + (0..<40).map { "\($0),\(Double($0) / 3)\n" }.joined()
        #expect(
            try TrainingFolder(TrainingFolder.recipe + line + "\n", table: table).problem()
                == "r.yaml, line 4: \(message)")
    }
}

extension TargetColumn {
    /// For tests that need a column's classes and nothing of its table.
    static func classes(_ labels: [String], positive: Int) throws -> TargetColumn {
        let cells = labels + labels
        let line = labels.count == 2 ? "positive: \(labels[positive])\n" : ""
        let folder = try TrainingFolder(
            TrainingFolder.recipe + line, table: "y\n" + cells.map { $0 + "\n" }.joined())
        let recipe = try Recipe.read(folder.folder.path("r.yaml"))
        return try TargetColumn(recipe, .read(DataReader(recipe.data.value, hooks: DataHooks())), column: 0)
    }
}
