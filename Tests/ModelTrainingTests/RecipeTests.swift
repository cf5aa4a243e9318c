import Evaluation
import ScoringModel
import Tables
import Testing
import TrainingData

@testable import ModelTraining

@Suite struct RecipeTests {
    /// Lines that the reader takes behind name, data and target.
    static let good = [
        "card: {purpose: to tell, owner: me, data: from there, limits: none}", "weight: w",
        "threshold: {maximize: f1}", "calibration: platt", "calibration: none", "task: regression",
        "features: {monotone: {a: increasing, b: decreasing}}",
        """
        features:
          derived:
            - {name: fare_log, log1p: fare}
            - {name: per_km, ratio: [fare, distance]}
            - {name: delta, difference: [a, b]}
            - {name: fare_c, clip: fare, low: 0, high: 100}
            - {name: fare_h, clip: fare, high: 100}
            - {name: band, bucket: age, edges: [18, 30, 65]}
            - {name: month, date_part: pickup, part: month}
            - {name: wait, days_since: pickup, since: 2020-01-01}
            - {name: stay, days_since: pickup, since: booked}
            - {name: route, concat: [from, to]}
            - {name: way, concat: [from, to], separator: "->"}
        """,
        "split: {validation: v.csv, test: t2.csv}", "split: {validation: 0.1, test: 0.2, by_time: day}",
        "split: {by_group: customer, test: 0}", "cross_validation: {folds: 5}", "class_weights: balanced",
        "class_weights: {p: 2, q: 0.5}", "parameters: {booster: dart, eta: 0.1}",
        """
        gate:
          - auc >= 0.85
          - test.logloss<0.4
          - validation.f1 > 1e-3
          - not_worse_than_live: 0.002
          - max_calibration_error: 0.05
          - max_size: 20 MB
          - max_size: 1000
          - min_rows_per_second: 100000
        split: {test: 0.2}
        """,
        "publish: {keep: 10, wait: 60, rollback_on_refusal: true}",
    ]

    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        /// A rule that a JSON Schema can't tell, or a word that Python's YAML reads otherwise.
        var isBeyondShape = false

        init(_ text: String, _ message: String, isBeyondShape: Bool = false) {
            self.text = text
            self.message = message
            self.isBeyondShape = isBeyondShape
        }

        var testDescription: String { text }
    }

    static func isWhole(_ text: String) -> Bool {
        text.isEmpty || text.hasPrefix("name") || text.hasPrefix("just")
    }

    static let bad = [
        Refusal("", "r.yaml is empty"),
        Refusal("just text", "r.yaml, line 1: a recipe must be keys with values, such as name"),
        Refusal("name: m\ndata: t.csv", "r.yaml: the key target is missing"),
        Refusal("name: m\ndata: t.csv\ntarget:", "r.yaml, line 3: target has no value"),
        Refusal("name: m\ndata: t.csv\ntarget: [a]", "r.yaml, line 3: target must be one value"),
        Refusal(
            "name: m/2\ndata: t.csv\ntarget: y",
            "r.yaml, line 1: name is \"m/2\"; expected 1 to 64 characters of A-Z a-z 0-9 _ . -"),
        Refusal("name: m\ndata: t.csv\ntaget: y", "r.yaml, line 3: there is no key taget; did you mean target?"),
        Refusal("name: m\nname: n", "r.yaml, line 1: the key name stands there twice"),
        Refusal("name: m\n  data: t", "r.yaml, line 2: mapping values are not allowed in this context"),
        Refusal(
            "name: m\ndata: {format: csv}\ntarget: y",
            "r.yaml, line 2: data must have one of files, command and source; it has none"),
        Refusal(
            "name: m\ndata: {files: a, command: b}\ntarget: y",
            "r.yaml, line 2: data must have one of files, command and source; it has files and command"),
        Refusal(
            "name: m\ndata: {file: a}\ntarget: y", "r.yaml, line 2: there is no key data.file; did you mean files?"),
        Refusal("name: m\ndata: []\ntarget: y", "r.yaml, line 2: data is an empty list"),
        Refusal(
            "name: m\ndata: {files: a, format: jsonl}\ntarget: y",
            "r.yaml, line 2: data.format is \"jsonl\"; expected csv, tsv, json_lines"),
        Refusal(
            "task: regresion",
            "r.yaml, line 4: task is \"regresion\"; expected binary, multiclass, regression; did you mean regression?"),
        Refusal("task: ranking", "r.yaml, line 4: task is \"ranking\"; expected binary, multiclass, regression"),
        Refusal("card: {purpse: x}", "r.yaml, line 4: there is no key card.purpse; did you mean purpose?"),
        Refusal("weight: y", "r.yaml, line 4: y is the target and can't be the weight", isBeyondShape: true),
        Refusal("rounds: 0", "r.yaml, line 4: rounds is \"0\"; expected a whole number from 1 to 100000"),
        Refusal("early_stoping: 5", "r.yaml, line 4: there is no key early_stoping; did you mean early_stopping?"),
        Refusal("threshold: 1.5", "r.yaml, line 4: threshold is \"1.5\"; expected a probability between 0 and 1"),
        Refusal("threshold: nan", "r.yaml, line 4: threshold is \"nan\"; expected a probability between 0 and 1"),
        Refusal(
            "threshold: 1e-60", "r.yaml, line 4: threshold is \"1e-60\"; expected a probability between 0 and 1",
            isBeyondShape: true),
        Refusal(
            "threshold: {maximise: f1}", "r.yaml, line 4: there is no key threshold.maximise; did you mean maximize?"),
        Refusal("threshold: {}", "r.yaml, line 4: threshold must be a probability, or {maximize: METRIC}"),
        Refusal(
            "threshold: {maximize: auc}",
            "r.yaml, line 4: threshold.maximize is \"auc\"; expected f1, accuracy, balanced_accuracy, mcc, youden"
        ),
        Refusal(
            "calibration: plat", "r.yaml, line 4: calibration is \"plat\"; expected none, platt; did you mean platt?"),
        Refusal(
            "split: {share: 0.2}",
            "r.yaml, line 4: there is no key split.share; the keys here are validation, test, by_time, by_group, seed"),
        Refusal(
            "split:\n  validation: 1",
            "r.yaml, line 5: split.validation is \"1\"; expected a share of the rows from 0.01 to 0.9, or a file"),
        Refusal(
            "split:\n  test: -0.5",
            "r.yaml, line 5: split.test is \"-0.5\"; expected a share of the rows from 0.0 to 0.9, or a file"),
        Refusal(
            "split:\n  seed: -1", "r.yaml, line 5: split.seed is \"-1\"; expected a whole number from 0 to 2147483647"),
        Refusal(
            "split:\n  validation: 0.5\n  test: 0.5",
            "r.yaml, line 5: split.validation and split.test leave less than a tenth of the rows for training",
            isBeyondShape: true),
        Refusal(
            "split:\n  by_time: a\n  by_group: b", "r.yaml, line 6: a split is by_time or by_group, not both"),
        Refusal(
            "split: {validation: v.csv, by_time: a}",
            "r.yaml, line 4: split has files for validation and test; nothing is left to split", isBeyondShape: true),
        Refusal("cross_validation: {}", "r.yaml, line 4: cross_validation must have the key folds"),
        Refusal(
            "cross_validation: {folds: 1}",
            "r.yaml, line 4: cross_validation.folds is \"1\"; expected a whole number from 2 to 100"),
        Refusal(
            "class_weights: equal",
            "r.yaml, line 4: class_weights is \"equal\"; expected balanced, or a weight for each class"),
        Refusal(
            "class_weights: {p: 0}",
            "r.yaml, line 4: class_weights.p is \"0\"; expected a weight above 0 that Float32 holds"),
        Refusal("features:\n  exclud: [a]", "r.yaml, line 5: there is no key features.exclud; did you mean exclude?"),
        Refusal("features:\n  exclude: a", "r.yaml, line 5: features.exclude must be a list, such as [a, b]"),
        Refusal(
            "features:\n  types:\n    a: text",
            "r.yaml, line 6: features.types.a is \"text\"; expected numeric, categorical, boolean, date"
        ),
        Refusal("features:\n  types: [a]", "r.yaml, line 5: features.types must be keys with values"),
        Refusal("features:\n  categories: {a: []}", "r.yaml, line 5: features.categories.a is an empty list"),
        Refusal("features:\n  categories: {a: [x, x]}", "r.yaml, line 5: features.categories.a has a name twice"),
        Refusal(
            "features:\n  missing: {a: 1e99}",
            "r.yaml, line 5: features.missing.a is \"1e99\"; expected a number that Float32 holds", isBeyondShape: true),
        Refusal(
            "features:\n  monotone: {a: up}",
            "r.yaml, line 5: features.monotone.a is \"up\"; expected increasing, decreasing"),
        Refusal(
            "features:\n  derived:\n    - {log1p: a}", "r.yaml, line 6: a derived feature must have a name"),
        Refusal(
            "features:\n  derived:\n    - {name: a}",
            "r.yaml, line 6: the derived feature a must have one of log1p, ratio, difference, clip, bucket, date_part, days_since, "
                + "concat; it has none"),
        Refusal(
            "features:\n  derived:\n    - {name: a, sqrt: b}",
            "r.yaml, line 6: there is no key features.derived.sqrt; the keys here are \(DerivedChoice.keys.joined(separator: ", "))"
        ),
        Refusal(
            "features:\n  derived:\n    - {name: a, ratio: [b]}", "r.yaml, line 6: ratio takes a list of two columns"),
        Refusal(
            "features:\n  derived:\n    - {name: a, clip: b}", "r.yaml, line 6: clip needs low or high"),
        Refusal(
            "features:\n  derived:\n    - {name: a, clip: b, low: 2, high: 1}",
            "r.yaml, line 6: low must be less than high", isBeyondShape: true),
        Refusal(
            "features:\n  derived:\n    - {name: a, log1p: b, low: 2}",
            "r.yaml, line 6: log1p has no low; it has no parameters", isBeyondShape: true),
        Refusal(
            "features:\n  derived:\n    - {name: a, bucket: b, edges: [2, 1]}",
            "r.yaml, line 6: features.derived.edges must be numbers in ascending order", isBeyondShape: true),
        Refusal(
            "features:\n  derived:\n    - {name: a, date_part: b, part: second}",
            "r.yaml, line 6: features.derived.part is \"second\"; expected year, quarter, month, day, weekday, day_of_year, hour, "
                + "minute"),
        Refusal(
            "features:\n  derived:\n    - {name: a, log1p: b}\n    - {name: a, log1p: c}",
            "r.yaml, line 7: there are two derived features a", isBeyondShape: true),
        Refusal(
            "gate:\n  - auc => 0.8",
            "r.yaml, line 5: the condition \"auc => 0.8\" is not understood; expected METRIC >= NUMBER (or >, <=, <), such as "
                + "auc >= 0.85, or one of not_worse_than_live, max_calibration_error, max_size, min_rows_per_second"),
        Refusal(
            "gate:\n  - max_sice: 20 MB", "r.yaml, line 5: there is no key gate.max_sice; did you mean max_size?"),
        Refusal(
            "gate:\n  - max_size: 20 mega",
            "r.yaml, line 5: gate.max_size is \"20 mega\"; expected a size such as 20 MB or 512 KiB"),
        Refusal(
            "gate:\n  - max_calibration_error: 2",
            "r.yaml, line 5: gate.max_calibration_error is \"2\"; expected an error from 0 to 1"),
        Refusal(
            "publish: {keep: 0}", "r.yaml, line 4: publish.keep is \"0\"; expected a whole number from 1 to 10000"),
        Refusal(
            "publish: {rollback_on_refusal: maybe}",
            "r.yaml, line 4: publish.rollback_on_refusal is \"maybe\"; expected true or false"),
    ]

    @Test func `every key is read`() throws {
        let recipe = try Recipe.parse(
            """
            name: churn-1
            data: ../tables/t.csv
            target: "left us"
            task: binary
            positive: "yes"
            threshold: 0.3
            features:
              exclude: [id]
              types: {plan: categorical, age: numeric}
              categories: {plan: [a, b, no]}
              required: [age]
              unseen: {plan: error}
              missing: {age: -1}
            split: {validation: 0.25, seed: 99}
            parameters:
              max_depth: 4
              eta: 0.10
            rounds: 7
            early_stopping: 3
            metric: auc
            """, path: "some/folder/recipe.yaml")
        #expect(recipe.name == "churn-1")
        #expect(recipe.data == Located(DataChoices(file: "some/folder/../tables/t.csv"), line: 2))
        #expect(recipe.target == Located("left us", line: 3))
        #expect(recipe.task?.value == .binary)
        #expect(recipe.positive == Located("yes", line: 5))
        #expect(recipe.threshold == Located(.fixed(0.3), line: 6))
        #expect(recipe.features.include == nil)
        #expect(recipe.features.exclude == [Located("id", line: 8)])
        #expect(recipe.features.types.value(named: "plan")?.value == .categorical)
        #expect(recipe.features.categories.value(named: "plan")?.value == ["a", "b", "no"])
        #expect(recipe.features.required.map(\.value) == ["age"])
        #expect(recipe.features.unseen.value(named: "plan")?.value == .error)
        #expect(recipe.features.missing.value(named: "age")?.value == -1)
        #expect(recipe.split.validation == Located(.share(0.25), line: 14))
        #expect(recipe.split.seed == 99)
        #expect(recipe.parameters.map(\.name) == ["max_depth", "eta"])
        #expect(recipe.parameters.value(named: "eta") == Located("0.10", line: 17))
        #expect(recipe.rounds == 7)
        #expect(recipe.earlyStopping == 3)
        #expect(recipe.metric?.value == "auc")
    }

    @Test func `three keys are enough`() throws {
        let recipe = try Recipe.parse(TrainingFolder.recipe, path: "r.yaml")
        #expect(recipe.data.value == DataChoices(file: "t.csv"))
        #expect(recipe.rounds == 100)
        #expect(recipe.earlyStopping == nil)
        #expect(recipe.split.validationShare == 0.2)
        #expect(recipe.sha256.count == 64)
    }

    private func read(_ lines: String) throws -> Recipe {
        try Recipe.parse(TrainingFolder.recipe + lines, path: "in/r.yaml")
    }

    @Test(arguments: [
        ("[a.csv, /b.csv.gz]", DataChoices(.files(["in/a.csv", "/b.csv.gz"]))),
        ("{files: a.jsonl, format: json_lines}", DataChoices(.files(["in/a.jsonl"]), format: .jsonLines)),
        ("{command: cat t.csv, format: csv}", DataChoices(.command("cat t.csv", folder: "in"), format: .csv)),
        ("{source: rides, filters: [a, b]}", DataChoices(.source("rides", folder: "in"), filters: ["a", "b"])),
    ])
    func `data is a file, files, a command or a source`(value: String, choices: DataChoices) throws {
        let recipe = try Recipe.parse("name: m\ndata: \(value)\ntarget: y\n", path: "in/r.yaml")
        #expect(recipe.data == Located(choices, line: 2))
    }

    @Test func `a split's parts are shares or files`() throws {
        let split = try read("split: {validation: v.csv, test: 0.25, by_group: g}").split
        #expect(split.validation.value == .file("in/v.csv"))
        #expect(split.test?.value == .share(0.25))
        #expect(split.way == .group(Located("g", line: 4)))
        #expect(try read("split: {test: 0}").split.test == nil)
    }

    @Test func `derived features keep their order, inputs and parameters`() throws {
        let derived = try read(Self.good[7]).features.derived.map(\.derivation)
        #expect(
            derived == [
                .log1p(of: "fare"), .ratio(of: "fare", to: "distance"), .difference(of: "a", minus: "b"),
                .clip(of: "fare", low: 0, high: 100), .clip(of: "fare", low: nil, high: 100),
                .bucket(of: "age", edges: [18, 30, 65]), .datePart(of: "pickup", part: .month),
                .daysSince(of: "pickup", since: .date("2020-01-01")),
                .daysSince(of: "pickup", since: .feature("booked")),
                .concat(of: "from", with: "to", separator: "|"), .concat(of: "from", with: "to", separator: "->"),
            ])
    }

    @Test func `a gate keeps its conditions with their lines`() throws {
        let conditions = try read(Self.good[15]).gate.conditions
        #expect(conditions.map(\.line) == Array(5...12))
        #expect(
            conditions.map(\.requirement) == [
                .comparison(MetricComparison(part: nil, metric: "auc", comparison: .atLeast, bound: 0.85)),
                .comparison(MetricComparison(part: .test, metric: "logloss", comparison: .below, bound: 0.4)),
                .comparison(MetricComparison(part: .validation, metric: "f1", comparison: .above, bound: 0.001)),
                .notWorseThanLive(0.002), .maxCalibrationError(0.05), .maxSize(20_000_000), .maxSize(1000),
                .minRowsPerSecond(100_000),
            ])
        #expect(conditions[5].text == "max_size: 20 MB")
    }

    @Test func `texts of the card, weights and publishing are read`() throws {
        let recipe = try read(
            "card: {purpose: p, limits: l}\nweight: w\nclass_weights: {a: 2}\npublish: {keep: 3, rollback_on_refusal: false}\n"
                + "cross_validation: {folds: 4}\ncalibration: platt\nthreshold: {maximize: mcc}")
        #expect(recipe.card == CardTexts(purpose: "p", limits: "l"))
        #expect(recipe.weight == Located("w", line: 5))
        #expect(recipe.classWeights == Located(.weights([NamedValue("a", Located(2, line: 6))]), line: 6))
        #expect(recipe.publish == PublishChoices(keep: 3, rollbackOnRefusal: false))
        #expect(recipe.crossValidation?.folds == Located(4, line: 8))
        #expect(recipe.calibration?.value == .platt)
        #expect(recipe.threshold?.value == .maximize(.mcc))
    }

    @Test(arguments: bad)
    func `a recipe that can't be right is refused by line`(refusal: Refusal) {
        let whole = Self.isWhole(refusal.text) ? refusal.text : TrainingFolder.recipe + refusal.text
        let error = #expect(throws: TrainingError.self) { try Recipe.parse(whole, path: "r.yaml") }
        #expect(error?.description == refusal.message)
        #expect(error?.kind == .recipe)
    }

    @Test func `deep nesting is an error, not a crash`() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: TrainingError.self) { try Recipe.parse(text, path: "r.yaml") }
    }

    @Test(arguments: [
        "penguins/recipe.yaml", "penguins/recipe-v2.yaml", "breast_cancer/recipe.yaml", "diabetes/recipe.yaml",
    ])
    func `the shipped recipes are right`(path: String) throws {
        #expect(try path.hasPrefix(ShippedRecipe.read(path).name + "/"))
    }
}
