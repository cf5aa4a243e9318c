import ScoringModel
import Testing

@testable import ModelTraining

@Suite struct RecipeTests {
    private let head = TrainingFolder.recipe

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
        #expect(recipe.data.origin == .files([Located("some/folder/../tables/t.csv", line: 2)]))
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
        let recipe = try Recipe.parse(head, path: "r.yaml")
        #expect(recipe.data.origin == .files([Located("t.csv", line: 2)]))
        #expect(recipe.rounds == 100)
        #expect(recipe.earlyStopping == nil)
        #expect(recipe.split.validationShare == 0.2)
    }

    @Test(arguments: [
        ("", "r.yaml is empty"),
        ("just text", "r.yaml, line 1: a recipe must be keys with values, such as name"),
        ("name: m\ndata: t.csv", "r.yaml: the key target is missing"),
        ("name: m\ndata: t.csv\ntarget:", "r.yaml, line 3: target has no value"),
        ("name: m\ndata: t.csv\ntarget: [a]", "r.yaml, line 3: target must be one value"),
        (
            "name: m/2\ndata: t.csv\ntarget: y",
            "r.yaml, line 1: name is \"m/2\"; expected 1 to 64 characters of A-Z a-z 0-9 _ . -"
        ),
        ("name: m\ndata: t.csv\ntaget: y", "r.yaml, line 3: there is no key taget; did you mean target?"),
        ("name: m\nname: n", "r.yaml, line 1: the key name stands there twice"),
        ("name: m\n  data: t", "r.yaml, line 2: mapping values are not allowed in this context"),
        (
            "task: regresion",
            "r.yaml, line 4: task is \"regresion\"; expected binary, multiclass, regression; did you mean regression?"
        ),
        ("task: ranking", "r.yaml, line 4: task is \"ranking\"; expected binary, multiclass, regression"),
        ("rounds: 0", "r.yaml, line 4: rounds is \"0\"; expected a whole number from 1 to 100000"),
        ("early_stoping: 5", "r.yaml, line 4: there is no key early_stoping; did you mean early_stopping?"),
        ("threshold: 1.5", "r.yaml, line 4: threshold is \"1.5\"; expected a probability between 0 and 1"),
        ("threshold: nan", "r.yaml, line 4: threshold is \"nan\"; expected a probability between 0 and 1"),
        ("threshold: 1e-60", "r.yaml, line 4: threshold is \"1e-60\"; expected a probability between 0 and 1"),
        ("split: {share: 0.2}", "r.yaml, line 4: there is no key split.share; the keys here are validation, test, by_time, by_group, seed"),
        (
            "split:\n  validation: 1",
            "r.yaml, line 5: split.validation is \"1\"; expected a share of the rows from 0.01 to 0.9, or a file"
        ),
        ("split:\n  seed: -1", "r.yaml, line 5: split.seed is \"-1\"; expected a whole number from 0 to 2147483647"),
        ("features:\n  exclud: [a]", "r.yaml, line 5: there is no key features.exclud; did you mean exclude?"),
        ("features:\n  exclude: a", "r.yaml, line 5: features.exclude must be a list, such as [a, b]"),
        (
            "features:\n  types:\n    a: text",
            "r.yaml, line 6: features.types.a is \"text\"; expected numeric, categorical, boolean, date"
        ),
        ("features:\n  types: [a]", "r.yaml, line 5: features.types must be keys with values"),
        ("features:\n  categories: {a: []}", "r.yaml, line 5: features.categories.a is an empty list"),
        ("features:\n  categories: {a: [x, x]}", "r.yaml, line 5: features.categories.a has a name twice"),
        (
            "features:\n  missing: {a: 1e99}",
            "r.yaml, line 5: features.missing.a is \"1e99\"; expected a number that Float32 holds"
        ),
    ])
    func `a recipe that can't be right is refused by line`(text: String, message: String) {
        let whole = text.isEmpty || text.hasPrefix("name") || text.hasPrefix("just") ? text : head + text
        let error = #expect(throws: TrainingError.self) { try Recipe.parse(whole, path: "r.yaml") }
        #expect(error?.description == message)
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
