import ModelFile
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelTraining

/// Boosters other than trees without weights.
@Suite struct BoosterTrainingTests {
    private func recipe(
        _ path: String = "breast_cancer/recipe.yaml", rounds: Int = 30, earlyStopping: Int? = nil,
        with parameters: [(String, String)]
    ) throws -> Recipe {
        var recipe = try ShippedRecipe.read(path)
        recipe.parameters = parameters.map { NamedValue($0.0, Located($0.1, line: 1)) }
        recipe.metric = nil
        recipe.rounds = rounds
        recipe.earlyStopping = earlyStopping
        return recipe
    }

    private func train(_ recipe: Recipe) throws -> TrainedModel {
        try ModelTrainer(recipe, createdAt: "2026-01-01T00:00:00Z").train()
    }

    private static let dart = [("booster", "dart"), ("rate_drop", "0.3"), ("one_drop", "1"), ("max_depth", "3")]
    private static let linear = [("booster", "gblinear"), ("eta", "0.5"), ("alpha", "0.001")]

    @Test(arguments: [
        ("breast_cancer/recipe.yaml", dart), ("penguins/recipe.yaml", dart), ("diabetes/recipe.yaml", dart),
        ("breast_cancer/recipe.yaml", linear),
    ])
    func `a model is equal to XGBoost's, beats the baseline and passes the gate`(
        path: String, parameters: [(String, String)]
    ) throws {
        let trained = try train(recipe(path, rounds: 20, with: parameters))
        #expect(trained.beatsBaseline)
        #expect(trained.keptIterations == 20)
        #expect((trained.model.predictor.linear != nil) == (parameters[0].1 == "gblinear"))
        let admitted = try Gate.admit(ModelFile.encode(trained.model))
        #expect(admitted.model.predictor == trained.model.predictor)
        // Within four units in the last place is promised; where no compiler fuses, it is equal.
        #expect(admitted.goldenDifference <= trained.model.manifest.goldenTolerance)
        #if arch(x86_64)
            #expect(trained.model.manifest.goldenTolerance == 0)
        #endif
    }

    @Test func `a straight line is found, of several classes too, with values missing`() throws {
        let rows = (0..<90).map { row in
            let (a, b) = (Double(row % 13), Double(row % 7))
            return (a, row % 11 == 0 ? "" : "\(b)", 2 * a - 3 * b + 1)
        }
        let text = TrainingFolder.recipe + "rounds: 200\nparameters: {booster: gblinear, lambda: 0, eta: 0.8}\n"
        let table = "a,b,y\n" + rows.map { "\($0.0),\($0.1),\($0.2)\n" }.joined()
        let line = try TrainingFolder(text + "task: regression\n", table: table).train().model
        let weights = try #require(line.predictor.linear).weights
        #expect(abs(weights[0] - 2) < 0.3 && abs(weights[1] + 3) < 1)
        let classes = "a,b,y\n" + rows.map { "\($0.0),\($0.1),\($0.2 < -5 ? "x" : $0.2 < 8 ? "y" : "z")\n" }.joined()
        let model = try TrainingFolder(text, table: classes).train().model
        #expect(model.predictor.linear?.weights.count == 6)
        #expect(try #require(model.manifest.training?.metrics.value(named: "accuracy")) > 0.6)
    }

    @Test func `a linear model is trained by an updater that gives the same weights each time`() throws {
        let one = try train(recipe(with: Self.linear))
        let parameters = try #require(one.model.manifest.training?.parameters)
        #expect(parameters.value(named: "updater") == "coord_descent")
        #expect(parameters.value(named: "booster") == "gblinear")
        #expect(parameters.value(named: "tree_method") == nil)
        #expect(try ModelFile.encode(one.model) == ModelFile.encode(train(recipe(with: Self.linear)).model))
        let chosen = try train(recipe(with: Self.linear + [("updater", "shotgun"), ("feature_selector", "shuffle")]))
        #expect(chosen.model.manifest.training?.parameters.value(named: "updater") == "shotgun")
    }

    @Test(arguments: [
        // Steps that are far too long make the later iterations worse.
        [("booster", "gblinear"), ("eta", "1"), ("base_score", "0.5")],
        [("booster", "dart"), ("rate_drop", "0.5"), ("eta", "0.9"), ("max_depth", "4")],
    ])
    func `early stopping gives the model that as many rounds give`(parameters: [(String, String)]) throws {
        var early = try recipe(rounds: 200, earlyStopping: 3, with: parameters)
        early.metric = Located("auc", line: 1)
        let stopped = try train(early)
        #expect(stopped.keptIterations == stopped.trainedIterations - 3)
        var short = early
        short.earlyStopping = nil
        short.rounds = stopped.keptIterations
        let whole = try train(short)
        #expect(stopped.model.predictor == whole.model.predictor)
        #expect(stopped.model.golden.expected == whole.model.golden.expected)
        #expect(stopped.model.manifest.iterationRange == 0..<stopped.keptIterations)
    }

    @Test(arguments: [nil, "a2"] as [String?])
    func `platt's line is fitted on the validation rows, with their weights, and makes the score`(weight: String?)
        throws
    {
        // The target follows a weakly: trees that memorise it are far too certain.
        let rows = (0..<400).map { row -> String in
            let noise = (row &* 7919 &+ 13) % 101
            return "\(row % 50),\(row % 3),\(noise * 50 < (row % 50) * 70 + 800 ? 1 : 0)\n"
        }
        let text =
            TrainingFolder.recipe
            + "rounds: 60\nsplit: {validation: 0.3}\nparameters: {eta: 0.8, min_child_weight: 0}\n"
            + (weight.map { "weight: \($0)\n" } ?? "features: {exclude: [a2]}\n")
        let table = "a,a2,y\n" + rows.joined()
        let plain = try TrainingFolder(text, table: table).train()
        let calibrated = try TrainingFolder(text + "calibration: platt\n", table: table).train()
        #expect(plain.model.manifest.calibration == nil)
        let line = try #require(calibrated.model.manifest.calibration)
        #expect(line.slope > 0 && line.slope < 0.9)
        #expect(calibrated.model.predictor == plain.model.predictor)
        #expect(calibrated.model.golden.expected == plain.model.golden.expected)
        func metric(_ name: String, _ trained: TrainedModel) throws -> Double {
            try #require(trained.model.manifest.training?.metrics.value(named: name))
        }
        #expect(try metric("logloss", calibrated) < metric("logloss", plain))
        #expect(try abs(metric("auc", calibrated) - metric("auc", plain)) < 1e-3)
        let admitted = try Gate.admit(ModelFile.encode(calibrated.model))
        #expect(admitted.model.manifest.calibration == line)
    }

    @Test func `one changed weight and nothing is written`() throws {
        var trainer = ModelTrainer(try recipe(with: Self.linear), createdAt: "2026-01-01T00:00:00Z")
        trainer.damage = { predictor in
            guard var linear = predictor.linear, let largest = linear.weights.max(by: { $0.magnitude < $1.magnitude })
            else { return }
            linear.weights = linear.weights.map { $0 == largest ? $0 * 1.0001 : $0 }
            predictor = .linear(linear)
        }
        let error = #expect(throws: TrainingError.self) { try trainer.train() }
        #expect(error?.description.contains("the engine and XGBoost disagree on") == true)
    }

    @Test(
        arguments: [
            (Float(1), Float(1).nextUp, 4, true), (1, 1 + 4 * Float(1).ulp, 4, true),
            (1, 1 + 5 * Float(1).ulp, 4, false),
            (1, Float(1).nextUp, 0, false), (-0.0, .leastNonzeroMagnitude, 4, true),
            (-.leastNonzeroMagnitude, .leastNonzeroMagnitude, 4, true), (.greatestFiniteMagnitude, .infinity, 4, false),
            (1, .nan, 4, false), (1, -1, 4, false),
        ] as [(Float, Float, Int32, Bool)])
    func `units in the last place are counted`(mine: Float, theirs: Float, ulps: Int32, isNear: Bool) throws {
        let predictor = Predictor.linear(LinearModel(baseMargins: [0], bias: [mine], weights: [0]))
        func check() throws -> Float {
            try FidelityCheck.check(
                predictor, featureCount: 1, rows: [1], expected: [theirs], ulps: ulps, what: "rows")
        }
        if isNear {
            #expect(try check() == (mine - theirs).magnitude)
        } else {
            #expect(throws: TrainingError.self) { try check() }
        }
    }
}
