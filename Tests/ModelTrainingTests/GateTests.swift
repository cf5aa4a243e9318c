import ModelFile
import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

/// The gate over models that real XGBoost trained.
@Suite struct GateTests {
    private static let createdAt = "2026-01-01T00:00:00Z"
    private static let trained = Result { try train() }
    private static let regression = Result {
        try ModelTrainer(ShippedRecipe.read("diabetes/recipe.yaml"), createdAt: createdAt).train()
    }

    /// A model of the breast cancer data, with test rows.
    private static func train(
        rival: Manifest? = nil, _ change: (inout Recipe) -> Void = { _ in }
    ) throws -> TrainedModel {
        var recipe = try ShippedRecipe.read("breast_cancer/recipe.yaml")
        recipe.split.test = Located(.share(0.2), line: 1)
        recipe.rounds = 20
        change(&recipe)
        var trainer = ModelTrainer(recipe, createdAt: createdAt)
        trainer.rival = rival
        return try trainer.train()
    }

    private static func gate(_ conditions: String...) throws -> GateChoices {
        try Recipe.parse(
            TrainingFolder.recipe + "split: {test: 0.1}\ngate:\n" + conditions.map { "  - \($0)\n" }.joined(),
            path: "r.yaml"
        ).gate
    }

    private static func admitted(_ trained: TrainedModel) throws -> AdmittedModel {
        try Gate.admit(ModelFile.encode(trained.model))
    }

    // MARK: Conditions

    @Test(
        "Each condition holds or fails, and says by which figure",
        arguments: [
            ("auc >= 0.9", true, "on the test rows"), ("validation.auc >= 0.9", true, "on the validation rows"),
            ("test.auc > 0.99999", false, "on the test rows; the gate asks for more than 0.99999"),
            ("accuracy < 0.5", false, "the gate asks for less than 0.5"), ("logloss <= 1", true, "logloss is 0."),
            ("max_calibration_error: 0.0001", false, "the gate allows 0.0001"),
            ("max_calibration_error: 1", true, "the expected calibration error is 0."),
            ("max_size: 1 KB", false, "bytes; the gate allows 1000"), ("max_size: 20 MB", true, "the model file has "),
            ("min_rows_per_second: 1", true, "rows a second on one thread"),
            ("min_rows_per_second: 1e15", false, "the gate asks for 1000000000000000"),
        ])
    func conditions(condition: String, holds: Bool, finding: String) throws {
        let verdict = try ModelGate(Self.gate(condition), Self.trained.get(), live: .unknown).judge()
        #expect(verdict.results.count == 2 && verdict.results[0].hasPassed)
        #expect(verdict.results[1].condition == condition)
        #expect(verdict.hasPassed == holds && verdict.results[1].hasPassed == holds)
        #expect(verdict.results[1].finding.contains(finding), "\(verdict.results[1].finding)")
    }

    @Test("The figures are those of the manifest")
    func figures() throws {
        let trained = try Self.trained.get()
        let training = try #require(trained.model.manifest.training)
        let verdict = try ModelGate(Self.gate("f1 > 0", "validation.f1 > 0"), trained, live: .unknown).judge()
        let test = try #require(training.testMetrics.value(named: "f1"))
        let validation = try #require(training.metrics.value(named: "f1"))
        #expect(test != validation)
        #expect(verdict.results[1].finding == "f1 is \(Figure.text(test)) on the test rows")
        #expect(verdict.results[2].finding == "f1 is \(Figure.text(validation)) on the validation rows")
    }

    @Test("A file of exactly the size that is allowed passes, one byte more does not")
    func size() throws {
        let trained = try Self.trained.get()
        let finding = try ModelGate(Self.gate("max_size: 99999"), trained, live: .unknown).judge().results[1].finding
        let size = try #require(Int(finding.split(separator: " ")[4]))
        let exact = try ModelGate(Self.gate("max_size: \(size)"), trained, live: .unknown).judge()
        #expect(exact.hasPassed)
        #expect(try !ModelGate(Self.gate("max_size: \(size - 1)"), trained, live: .unknown).judge().hasPassed)
        var model = trained.model
        exact.record(in: &model)
        #expect(try ModelFile.encode(model).count == size)
    }

    @Test("A model no better than a trivial one is refused without any condition in the recipe")
    func trivial() throws {
        let table = "x,y\n" + (0..<60).map { "1,\(($0 * 7) % 5 < 2 ? "p" : "q")\n" }.joined()
        let verdict = try ModelGate(GateChoices(), TrainingFolder(table: table).train(), live: .unknown).judge()
        #expect(verdict.failures.map(\.condition) == ["better than a trivial model"])
    }

    // MARK: Recipes

    @Test(
        "What no model of the task can fulfil is refused with its line, before anything is trained",
        arguments: [
            ("gate: [aucc >= 0.8]", "r.yaml, line 4: the report has no metric aucc; did you mean auc?"),
            (
                "task: binary\ngate:\n  - rmse < 1",
                "r.yaml, line 6: a binary model has no metric rmse; it has accuracy, "
            ),
            ("gate:\n  - test.auc > 0.5", "r.yaml, line 5: test.auc > 0.5 needs test rows; split.test is missing"),
            ("gate:\n  - mlogloss < 1", "r.yaml, line 5: a binary model has no metric mlogloss; did you mean logloss?"),
            (
                "task: regression\ngate: [{max_calibration_error: 0.1}]",
                "r.yaml, line 5: a regression model has no probabilities whose calibration could be judged"
            ),
        ])
    func refused(keys: String, sentence: String) throws {
        let table = "x,y\n" + (0..<60).map { "\($0),\($0 < 30 ? "p" : "q")\n" }.joined()
        let refusal = try TrainingFolder(TrainingFolder.recipe + keys + "\n", table: table).refusal()
        #expect(
            refusal?.kind == .recipe && refusal?.description.hasPrefix(sentence) == true,
            "\(refusal?.description ?? "")")
    }

    // MARK: The live model

    @Test("Nothing live passes and says so; what can't be read does not")
    func absent() throws {
        func result(_ live: LiveModel) throws -> GateResult {
            try ModelGate(Self.gate("not_worse_than_live: 0.002"), Self.trained.get(), live: live).judge().results[1]
        }
        #expect(try result(.none).hasPassed && result(.none).finding == "no version is live to compare with")
        #expect(try result(.unknown).hasPassed && result(.unknown).finding.contains("no Redis was named"))
        let broken = try result(.unreadable(version: 3, reason: "it is damaged"))
        #expect(
            !broken.hasPassed
                && broken.finding.hasSuffix("version 3, which is live, can't be compared with: it is damaged"))
    }

    @Test("Another set of features is compared on the same rows by its own encoder: worse fails, better passes")
    func otherFeatures() throws {
        let strong = try Self.trained.get()
        // Its columns are fewer, and stand in other places than the strong one's.
        let weak = try Self.train {
            $0.features.include = [Located("worst_texture", line: 1), Located("mean_smoothness", line: 1)]
        }
        let figures = try [strong, weak].map {
            try #require($0.model.manifest.training?.testMetrics.value(named: "logloss"))
        }
        #expect(figures[1] > figures[0] + 0.1)

        func judge(_ trained: TrainedModel, against other: TrainedModel, _ allowed: String) throws -> GateResult {
            let choices = try Self.gate("not_worse_than_live: \(allowed)")
            return try ModelGate(choices, trained, live: .model(Self.admitted(other), version: 7)).judge().results[1]
        }
        let weakAgainstStrong = try Self.train(rival: strong.model.manifest) { $0.features = weak.recipe.features }
        let worse = try judge(weakAgainstStrong, against: strong, "0.002")
        #expect(!worse.hasPassed)
        #expect(
            worse.finding
                == "logloss is \(Figure.text(figures[1])) on the test rows, that of version 7, which is live, is "
                + "\(Figure.text(figures[0])); the gate allows 0.002 worse")
        #expect(try judge(weakAgainstStrong, against: strong, "\(figures[1] - figures[0] + 1e-6)").hasPassed)
        #expect(try judge(Self.train(rival: weak.model.manifest), against: weak, "0").hasPassed)
        #expect(try judge(Self.train(rival: strong.model.manifest), against: strong, "0").hasPassed)
    }

    @Test(
        "Rows that the live model can't score are left out of both figures; if it can score none, that is the finding")
    func unreadableRows() throws {
        let table =
            "x,c,y\n" + (0..<200).map { "\($0 % 50),\($0 % 4 == 0 ? "b" : "a"),\($0 % 50 < 25 ? "p" : "q")\n" }.joined()
        let folder = try TrainingFolder(table: table)
        let strong = try folder.train()
        func judge(_ change: (inout Manifest) -> Void) throws -> GateResult {
            var live = strong.model
            change(&live.manifest)
            var trainer = ModelTrainer(try Recipe.read(folder.folder.path("r.yaml")), createdAt: Self.createdAt)
            trainer.rival = live.manifest
            let trained = try trainer.train()
            let admitted = try Gate.admit(ModelFile.encode(live))
            return try ModelGate(Self.gate("not_worse_than_live: 0"), trained, live: .model(admitted, version: 1))
                .judge()
                .results[1]
        }
        let some = try judge {
            $0.features[1].categories = ["a", "z"]
            $0.features[1].unseen = .error
        }
        #expect(some.finding.contains(" rows but ") && some.finding.contains("that the live model can't score"))
        let none = try judge {
            $0.features[0].name = "gone"
            $0.features[0].required = true
        }
        #expect(
            !none.hasPassed && none.finding.contains("can't score any of the validation rows: a row "),
            "\(none.finding)")
    }

    @Test("A model of another task, target or other classes is no judge, and the sentence says why")
    func otherQuestion() throws {
        let trained = try Self.trained.get()
        func finding(_ change: (inout Manifest) -> Void) throws -> String {
            var live = trained.model
            change(&live.manifest)
            let admitted = try Gate.admit(ModelFile.encode(live))
            let result = try ModelGate(
                Self.gate("not_worse_than_live: 1"), trained, live: .model(admitted, version: 4)
            ).judge().results[1]
            #expect(!result.hasPassed)
            return result.finding
        }
        #expect(
            try finding { $0.target = "other" }.contains("version 4, which is live, predicts other; this one predicts ")
        )
        #expect(try finding { $0.classLabels = ["x", "y"] }.contains("has the classes x, y; this one has "))
        #expect(try finding { $0.positiveClass = 1 - $0.positiveClass }.contains("gives the score of "))
        let other = try ModelGate(
            Self.gate("not_worse_than_live: 1"), trained,
            live: .model(Self.admitted(Self.regression.get()), version: 4)
        ).judge().results[1]
        #expect(other.finding.contains("is a regression model; this is a binary one"))
    }

    @Test(
        "XGBoost's name of the deciding metric leads to the report's",
        arguments: [
            ("aucpr", ScoringModel.Task.binary, "average_precision"), ("error@0.3", .binary, "accuracy"),
            ("auc", .binary, "auc"), ("merror", .multiclass, "accuracy"), ("rmsle", .regression, "rmse"),
            ("mae", .regression, "mae"), ("gamma-nloglik", .regression, "rmse"),
        ])
    func primary(metric: String, task: ScoringModel.Task, name: String) {
        #expect(PrimaryMetric(metric, task: task).name == name)
    }

    // MARK: The record

    @Test("The results are in the model file: the same bytes while the gate holds, and a mark where it was forced")
    func record() throws {
        let trained = try Self.trained.get()
        func file(_ choices: GateChoices, _ live: LiveModel) throws -> [UInt8] {
            var model = trained.model
            try ModelGate(choices, trained, live: live).judge().record(in: &model)
            return try ModelFile.encode(model)
        }
        let choices = try Self.gate("auc > 0.5", "min_rows_per_second: 1", "max_size: 1 GB", "not_worse_than_live: 0")
        let bytes = try file(choices, .unknown)
        #expect(try file(choices, .none) == bytes)
        let training = try #require(try ModelFile.decode(bytes).manifest.training)
        #expect(training.gate.count == 5 && !training.isForced && training.gateSummary == "passed, 5 conditions")
        let forced = try ModelFile.decode(file(Self.gate("auc > 2"), .none)).manifest.training
        #expect(forced?.isForced == true)
        #expect(forced?.gateSummary?.hasPrefix("FORCED, 1 of 2 conditions failed: auc > 2: auc is ") == true)
    }
}
