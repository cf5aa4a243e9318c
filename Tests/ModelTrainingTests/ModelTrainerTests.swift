import ModelFile
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelTraining

@Suite struct ModelTrainerTests {
    private static let createdAt = "2026-01-01T00:00:00Z"

    private func train(_ path: String) throws -> TrainedModel {
        try ModelTrainer(ShippedRecipe.read(path), createdAt: Self.createdAt).train()
    }

    @Test func `penguins are told apart, and the gate lets the file in`() throws {
        let trained = try train("penguins/recipe.yaml")
        let manifest = trained.model.manifest
        let training = try #require(manifest.training)
        let accuracy = try #require(training.metrics.value(named: "accuracy"))
        let baseline = try #require(training.baselineMetrics.value(named: "accuracy"))
        #expect(accuracy > 0.95)
        #expect(baseline < 0.5)
        #expect(manifest.task == .multiclass)
        #expect(manifest.classLabels == ["Adelie", "Chinstrap", "Gentoo"])
        #expect(manifest.features.map(\.name).contains("year") == false)
        let island = try #require(manifest.features.first)
        #expect(island.kind == .categorical)
        #expect(island.categories == ["Biscoe", "Dream", "Torgersen"])
        #expect(manifest.features.contains { ($0.statistics?.missing ?? 0) > 0 })
        #expect(training.rows + training.validationRows == 344)
        #expect(manifest.goldenOrigin == .library)
        #expect(manifest.goldenTolerance == 0)
        let bytes = try ModelFile.encode(trained.model)
        #expect(bytes.count < 1 << 20)
        let admitted = try Gate.admit(bytes, name: "penguins")
        #expect(admitted.model == trained.model || admitted.model.manifest == manifest)
        #expect(admitted.goldenDifference == 0)
    }

    @Test(arguments: [
        ("breast_cancer/recipe.yaml", ["logloss"], ["auc", "accuracy"]),
        ("diabetes/recipe.yaml", ["rmse", "mae"], ["r2"]),
        ("penguins/recipe-v2.yaml", ["mlogloss"], ["accuracy"]),
    ])
    func `shipped models beat the baseline`(path: String, smaller: [String], larger: [String]) throws {
        let training = try #require(try train(path).model.manifest.training)
        func pair(_ name: String) throws -> (Double, Double) {
            (
                try #require(training.metrics.value(named: name)),
                try #require(training.baselineMetrics.value(named: name))
            )
        }
        for name in smaller {
            let (value, baseline) = try pair(name)
            #expect(value < baseline * 0.85, "\(name)")
        }
        for name in larger {
            let (value, baseline) = try pair(name)
            #expect(value > baseline + 0.2, "\(name)")
        }
    }

    @Test func `the same recipe and table give the same bytes`() throws {
        let files = try (0..<2).map { _ in try ModelFile.encode(train("penguins/recipe-v2.yaml").model) }
        #expect(files[0] == files[1])
    }

    @Test func `early stopping keeps the iterations up to the best one`() throws {
        let trained = try train("breast_cancer/recipe.yaml")
        let recipe = try ShippedRecipe.read("breast_cancer/recipe.yaml")
        let history = trained.learningCurves[trained.learningCurves.count - 1].validation
        let best = try #require(history.indices.min { (history[$0], $0) < (history[$1], $1) })
        #expect(trained.keptIterations == best + 1)
        #expect(trained.trainedIterations == min(best + 1 + (recipe.earlyStopping ?? 0), recipe.rounds))
        #expect(trained.model.predictor.trees?.treeCount == best + 1)
    }

    @Test func `without early stopping every iteration is kept`() throws {
        var recipe = try ShippedRecipe.read("penguins/recipe.yaml")
        recipe.earlyStopping = nil
        recipe.rounds = 12
        let trained = try ModelTrainer(recipe, createdAt: Self.createdAt).train()
        #expect(trained.keptIterations == 12)
        #expect(trained.model.predictor.trees?.treeCount == 36)
    }

    @Test func `one flipped bit of one leaf and nothing is written`() throws {
        var trainer = ModelTrainer(try ShippedRecipe.read("penguins/recipe.yaml"), createdAt: Self.createdAt)
        trainer.damage = { predictor in
            guard var ensemble = predictor.trees, let leaf = ensemble.features.firstIndex(of: -1) else { return }
            ensemble.values[leaf] = Double(Float(bitPattern: Float(ensemble.values[leaf]).bitPattern ^ 1 << 22))
            predictor = .trees(ensemble)
        }
        let error = #expect(throws: TrainingError.self) { try trainer.train() }
        #expect(error?.description.contains("the engine and XGBoost disagree on") == true)
        #expect(error?.description.contains("of 69 validation rows, first on number") == true)
        #expect(error?.description.contains("nothing was written") == true)
    }

    @Test func `the comparison sees the last bit, and rows that validation lacks`() throws {
        let ensemble = Predictor.trees(TreeEnsemble(baseMargins: [0.5]))
        let rows: [Float] = [1, 2]
        try FidelityCheck.check(ensemble, featureCount: 1, rows: rows, expected: [0.5, 0.5], what: "rows")
        let error = #expect(throws: TrainingError.self) {
            try FidelityCheck.check(
                ensemble, featureCount: 1, rows: rows, expected: [0.5, Float(0.5).nextUp], what: "rows")
        }
        #expect(
            error?.description.hasPrefix(
                "the engine and XGBoost disagree on 1 of 2 rows, first on number 1: 0.5 and 0.5") == true)
        #expect(throws: TrainingError.self) {
            try FidelityCheck.check(ensemble, featureCount: 1, rows: rows, expected: [0.5], what: "rows")
        }
    }

    @Test(arguments: [
        ("reg:squarederror", "rmse"), ("reg:absoluteerror", "mae"), ("count:poisson", "poisson-nloglik"),
        ("reg:gamma", "gamma-nloglik"), ("reg:tweedie", "tweedie-nloglik@1.5"), ("reg:squaredlogerror", "rmsle"),
        ("reg:pseudohubererror", "mphe"),
    ])
    func `every objective is taken to the last bit`(objective: String, metric: String) throws {
        var recipe = try ShippedRecipe.read("diabetes/recipe.yaml")
        recipe.parameters = [NamedValue("objective", Located(objective, line: 1))]
        recipe.metric = nil
        recipe.rounds = 5
        let trained = try ModelTrainer(recipe, createdAt: Self.createdAt).train()
        #expect(trained.metric == metric)
        try trained.model.validate()
    }

    @Test func `the first class can be the positive one`() throws {
        var recipe = try ShippedRecipe.read("breast_cancer/recipe.yaml")
        recipe.positive = Located("benign", line: 1)
        recipe.rounds = 20
        let trained = try ModelTrainer(recipe, createdAt: Self.createdAt).train()
        #expect(trained.model.manifest.positiveClass == 0)
        #expect(try #require(trained.model.manifest.training?.metrics.value(named: "auc")) > 0.95)
        // 357 of 569 are benign: the model of no trees favours them.
        #expect(trained.model.predictor.baseMargins[0] > 0)
    }

    @Test func `base_score is the training mean unless the recipe sets it`() throws {
        var recipe = try ShippedRecipe.read("diabetes/recipe.yaml")
        recipe.rounds = 1
        let base = try ModelTrainer(recipe, createdAt: Self.createdAt).train().model.predictor.baseMargins[0]
        #expect(abs(base - 152) < 3)
        recipe.parameters = [NamedValue("base_score", Located("100", line: 1))]
        #expect(try ModelTrainer(recipe, createdAt: Self.createdAt).train().model.predictor.baseMargins == [100])
    }

    @Test func `rows without a target are left out and counted`() throws {
        let table = "a,y\n" + (0..<40).map { "\($0),\($0 % 10 == 9 ? "NA" : $0 % 2 == 0 ? "p" : "q")\n" }.joined()
        let trained = try TrainingFolder(table: table).train()
        #expect(trained.origin.rowsWithoutTarget == 4)
        let training = try #require(trained.model.manifest.training)
        #expect(training.rows + training.validationRows == 36)
    }

    @Test func `kinds, sentinels and categories end up in the manifest`() throws {
        let recipe =
            TrainingFolder.recipe
            + "features: {types: {n: categorical}, categories: {c: [x, z]}, missing: {a: -999}, required: [a2]}\n"
        let table =
            "a,a2,b,c,n,y\n"
            + (0..<40).map {
                "\($0 % 5 == 0 ? -999 : $0),1,\($0 % 2 == 0),\($0 % 2 == 0 ? "x" : "w"),\($0 % 11),\($0 % 2)\n"
            }.joined()
        let features = try TrainingFolder(recipe, table: table).train().model.manifest.features
        #expect(features.map(\.kind) == [.numeric, .numeric, .boolean, .categorical, .categorical])
        #expect(features.map(\.required) == [false, true, false, false, false])
        #expect(features[0].missingSentinel == -999)
        #expect(features[0].statistics?.minimum == 1)
        #expect(features[2].statistics?.maximum == 1)
        #expect(features[3].categories == ["x", "z"])
        // The category w is not in the list: missing.
        #expect(features[3].statistics.map { $0.missing > 10 } == true)
        // Names that are all numbers are in the order of the numbers.
        #expect(features[4].categories == (0...10).map(String.init))
        #expect(features[4].statistics?.mean == nil)
    }
}
