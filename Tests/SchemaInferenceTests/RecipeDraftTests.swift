import JSONBytes
import ScoringModel
import TestSupport
import Testing
import TrainingData

@testable import ModelTraining
@testable import SchemaInference

@Suite struct RecipeDraftTests {
    private func draft(_ survey: TableSurvey, target: String) throws -> String {
        let findings = try SchemaFindings(survey, target: target)
        let finding = try #require(findings.target)
        return RecipeDraft(
            name: "m", data: "../a b/t.csv", findings: findings, target: finding, targetName: target
        ).text
    }

    /// Every kind of finding at once.
    private var survey: TableSurvey {
        TableSurvey(
            ("id", cells(120) { "\($0 + 1)" }), ("age", cells(120) { $0 % 9 == 0 ? "-999" : "\($0 % 40)" }),
            ("plan", cells(120) { ["a", "b", "no"][$0 % 3] }),
            ("member", cells(120) { $0 % 2 == 0 ? "true" : "false" }),
            ("since", cells(120) { "2024-0\(1 + $0 % 9)-1\($0 % 7)" }), ("note", cells(120) { "text \($0)" }),
            ("customer_id", cells(120) { "c\($0 / 3)" }), ("left", cells(120) { $0 % 15 == 0 ? "yes" : "no" }))
    }

    @Test("The draft is a recipe that says what was found")
    func reads() throws {
        let recipe = try Recipe.parse(draft(survey, target: "left"), path: "recipes/m/recipe.yaml")
        #expect(recipe.name == "m")
        #expect(recipe.data.value == DataChoices(file: "recipes/m/../a b/t.csv"))
        #expect(recipe.task?.value == .binary && recipe.positive?.value == "yes")
        #expect(recipe.features.exclude.map(\.value) == ["id", "note", "customer_id"])
        #expect(recipe.features.types.map(\.name) == ["age", "plan", "member", "since"])
        #expect(recipe.features.types.map(\.value.value) == [.numeric, .categorical, .boolean, .date])
        #expect(recipe.features.missing.map(\.name) == ["age"])
        #expect(recipe.features.derived.map(\.name.value) == ["since_month", "since_weekday", "since_days"])
    }

    @Test("Every key of a recipe stands in the draft, in force or behind a #")
    func complete() throws {
        let text =
            try draft(survey, target: "left")
            + draft(
                TableSurvey(("x", cells(60) { "\($0 * 7 % 31)" }), ("y", cells(60) { "\($0 % 40)" })), target: "y")
        let keys =
            Recipe.keys + FeatureChoices.keys + SplitChoices.keys + PublishChoices.keys + CardTexts.keys
            + DataChoices.keys + GateCondition.keys + ["folds"]
        for key in keys { #expect(text.contains("\(key):"), "\(key) is missing") }
    }

    @Test("What is offered behind a # is a recipe too once its names are filled in")
    func offers() throws {
        let lines = try draft(survey, target: "left").split(separator: "\n", omittingEmptySubsequences: false)
        let offers: Set = ["class_weights", "cross_validation", "wait", "rollback_on_refusal", "early_stopping"]
        let offered = lines.map { line in
            guard let hash = line.firstRange(of: "# "), line[..<hash.lowerBound].allSatisfy({ $0 == " " }),
                let key = line[hash.upperBound...].split(separator: ":").first, offers.contains(String(key))
            else { return String(line) }
            return String(line[..<hash.lowerBound] + line[hash.upperBound...])
        }
        // The gate's lines begin at its key and end at the blank line behind it.
        var text = ""
        var isGate = false
        for line in offered {
            if line.hasPrefix("# gate:") { isGate = true }
            if line.isEmpty { isGate = false }
            text += (isGate ? String(line.dropFirst(2)) : line) + "\n"
        }
        let recipe = try Recipe.parse(text, path: "r.yaml")
        #expect(recipe.crossValidation?.folds.value == 5 && recipe.publish.wait == 60)
        #expect(recipe.gate.conditions.count == 5)
    }

    @Test(
        "Whatever a header holds, the recipe names it",
        arguments: [
            "yes", "no: way", "a \"quoted\" name", "größe 📏", "it's #1", " lead", "null", "- dash", "~", "1.5",
            "*anchor",
            "&x", "tab\there", "two\nlines", "{a}", "[b]", "back\\slash", "# comment", "!tag", "%", "@",
            "\u{85}\u{2028}", "y",
            "NaN", "a: b", "colon:", ">", "|", "`",
        ])
    func names(name: String) throws {
        let survey = TableSurvey(
            (name, cells(60) { "\($0 * 7 % 31)" }), (name + "2", cells(60) { ["p", "q"][$0 % 2] }),
            (name + " when", cells(60) { "2024-01-\(10 + $0 % 20)" }))
        let text = try draft(survey, target: name + "2")
        let recipe = try Recipe.parse(text, path: "r.yaml")
        #expect(recipe.target.value == name + "2")
        #expect(recipe.features.types.map(\.name) == [name, name + " when"])
        let when = recipe.features.derived.map(\.derivation.inputs)
        #expect(!when.isEmpty && when.allSatisfy { $0 == [name + " when"] })
    }

    @Test("Texts that YAML reads as something else are quoted, others are not")
    func quoting() {
        let plain = ["a", "a_b-c.d", "../t.csv", "x1"]
        #expect(plain.map(YAMLText.scalar) == plain)
        let quoted = ["", "1", "no", "TRUE", "a b", "a:b", "-", ".5", "é"]
        #expect(quoted.map(YAMLText.scalar) == quoted.map { "\"\($0)\"" })
    }

    @Test("The sample job has two rows of features as JSON, null where a value is missing")
    func job() throws {
        let text = SampleJob(name: "m", findings: try SchemaFindings(survey, target: "left")).text
        let job = try JSONValue.parse(Array(text.utf8).span)
        let rows = try #require(job["rows"]?.array)
        #expect(rows.count == 2 && rows[0].object?.map(\.name) == ["age", "plan", "member", "since"])
        #expect(rows[0]["age"] == .null && rows[1]["age"] == .integer(1))
        #expect(rows[1]["member"] == .boolean(false) && rows[1]["since"] == .string("2024-02-11"))
    }
}
