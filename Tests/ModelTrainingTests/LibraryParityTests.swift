import Evaluation
import Foundation
import JSONBytes
import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

/// Python's xgboost of the same version learns the same from the same rows, in the same order, with the same parameters.
@Suite struct LibraryParityTests {
    private static let script = """
        import json, sys, numpy as np, xgboost as xgb
        task = json.load(open(sys.argv[1]))
        def matrix(part):
            rows = np.array([np.nan if v is None else v for v in part["rows"]], np.float32).reshape(len(part["targets"]), -1)
            return xgb.DMatrix(rows, np.array(part["targets"], np.float32), weight=part["weights"], nthread=1,
                               feature_types=task["types"], enable_categorical=True)
        training, validation = matrix(task["training"]), matrix(task["validation"])
        result = {}
        booster = xgb.train(task["parameters"], training, task["rounds"], [(training, "t"), (validation, "v")],
                            early_stopping_rounds=task["patience"], evals_result=result, verbose_eval=False)
        print(json.dumps({"version": xgb.__version__, "kept": getattr(booster, "best_iteration", task["rounds"] - 1) + 1,
                          "training": result["t"], "validation": result["v"]}))
        """

    private func part(_ examples: ExampleTable, _ weights: [Float]?) -> JSONValue {
        func numbers(_ values: [Float]) -> JSONValue {
            .array(values.map { $0.isNaN ? .null : .number(Double($0)) })
        }
        return .object([
            .init("rows", numbers(examples.rows)), .init("targets", numbers(examples.targets)),
            .init("weights", weights.map(numbers) ?? .null),
        ])
    }

    @Test(arguments: [
        ("breast_cancer", ""), ("diabetes", ""), ("penguins", ""), ("breast_cancer", "class_weights: balanced\n"),
        ("diabetes", "features: {monotone: {bmi: increasing}}\nsplit: {test: 0.2}\n"),
    ])
    func `every metric of every iteration is the library's`(name: String, lines: String) throws {
        let folder = try TemporaryFolder()
        let path = Programs.root + "/recipes/\(name)/recipe.yaml"
        var text = try String(contentsOfFile: path, encoding: .utf8)
        for line in lines.split(separator: "\n") {
            // In the place of the recipe's own section.
            let key = line.prefix { $0 != ":" }
            text = text.replacing(try Regex("(?m)^\(key):\\n(?:(?:  .*)?\\n)*"), with: "") + "\n\(line)\n"
        }
        let recipe = try Recipe.parse(text, path: path)
        let trained = try ModelTrainer(recipe, createdAt: "2026-01-01T00:00:00Z").train()
        let manifest = trained.model.manifest
        let target = try TargetColumn.classesOrNumbers(manifest)
        let task = JSONValue.object([
            .init("training", part(trained.training, try recipe.trainingWeights(trained.training, target))),
            .init("validation", part(trained.validation, trained.validation.weights)),
            .init(
                "types",
                .array(
                    manifest.columns.map { .string($0.kind == .categorical ? "c" : $0.kind == .boolean ? "i" : "q") })),
            .init(
                "parameters",
                .object((manifest.training?.parameters ?? []).map { .init($0.name, .string($0.value)) })),
            .init("rounds", .integer(recipe.rounds)),
            .init("patience", recipe.earlyStopping.map { .integer($0) } ?? .null),
        ])
        try task.line.write(toFile: folder.path("task.json"), atomically: false, encoding: .utf8)
        let output = Array(try TrainingPython.run(["-c", Self.script, folder.path("task.json")], in: folder).utf8)
        let answer = try JSONValue.parse(output.span)
        #expect(answer["version"]?.string == manifest.source.libraryVersion)
        #expect(answer["kept"]?.integer == trained.keptIterations)
        let curve = try #require(trained.learningCurves.last)
        for (part, mine) in [("training", curve.training), ("validation", curve.validation)] {
            let values = try #require(answer[part]?[curve.metric]?.array)
            let theirs = values.compactMap(\.number)
            #expect(theirs.count == mine.count)
            for (one, other) in zip(mine, theirs) { #expect(abs(one - other) < 1e-6) }
        }
    }
}

extension TargetColumn {
    /// As the manifest's classes, or a regression's, say.
    static func classesOrNumbers(_ manifest: Manifest) throws -> TargetColumn {
        try manifest.classLabels.isEmpty
            ? classes(["1.5", "2.5"], positive: 1) : classes(manifest.classLabels, positive: manifest.positiveClass)
    }
}
