import JSONBytes
import ScoringModel
import Testing

@testable import ModelImport

@Suite("Linear models")
struct LinearTests {
    private static let versions = ["1.7.6", "2.1.4", "3.0.5", "3.2.0"]

    private func text(_ name: String) throws -> String {
        String(decoding: try Fixture(name: name).bytes("json"), as: UTF8.self)
    }

    private func read(_ text: String, _ iterations: Range<Int>? = nil) throws -> ImportedModel {
        try XGBoostImporter.read(Array(text.utf8), iterations: iterations)
    }

    @Test(
        "the objective says what kind of model it is; weights, names and iterations are the file's",
        arguments: versions,
        [
            ("linear", Task.binary, OutputTransform.logistic, 1), ("linear-softprob", .multiclass, .softmax, 3),
            ("linear-regression", .regression, .identity, 1),
        ])
    func kinds(version: String, kind: (name: String, task: Task, transform: OutputTransform, groups: Int)) throws {
        let model = try read(text("\(version)/\(kind.name)"))
        #expect(model.task == kind.task && model.transform == kind.transform)
        #expect(model.featureNames == ["width", "colour", "größe", "small", "large"])
        #expect(model.iterationRange == 0..<6 && model.iterationCount == 6)
        #expect(model.notes.isEmpty)
        let linear = try #require(model.predictor.linear)
        #expect(linear.weights.count == 5 * kind.groups && linear.bias.count == kind.groups)
        #expect(Set(linear.weights).count > 2 * kind.groups)
    }

    @Test("every group starts from the first one's base score, as in XGBoost")
    func baseScores() throws {
        let text = try text("3.2.0/linear-softprob")
        #expect(text.contains(#""base_score":"[-"#))
        let margins = try read(text).predictor.baseMargins
        #expect(margins.count == 3 && Set(margins).count == 1 && margins[0] < 0)
    }

    @Test("a best iteration is not followed, which a note says: earlier weights are gone")
    func earlyStopping() throws {
        let changed = try text("3.2.0/linear").replacing(
            #""attributes":{}"#, with: #""attributes":{"best_iteration":"3"}"#)
        let model = try read(changed)
        #expect(model.iterationRange == 0..<6 && model.bestIteration == 3)
        #expect(
            model.notes == [
                "early stopping names iteration 3 the best of 6, but gblinear keeps the weights of the last one alone: those "
                    + "were taken, as XGBoost predicts with"
            ])
        #expect(try read(changed, 0..<6).predictor == model.predictor)
        for range in [0..<4, 1..<6, 0..<7] {
            let error = #expect(throws: ModelImportError.self) { try read(changed, range) }
            #expect(
                error?.description
                    == "the booster is gblinear, which keeps the weights of its last iteration alone: of its 6 iterations none "
                    + "can be left out")
        }
    }

    @Test(
        "a damaged file is refused with the place",
        arguments: [
            (#""weights":["#, #""weights":[1E0,"#, "weights has 7 elements, expected 6"),
            (#""weights":["#, #""weights":[NaN,"#, "weights has 7 elements, expected 6"),
            (#""weights":["#, #""weights":"x","other":["#, #"weights is the text "x", expected an array of numbers"#),
            (#""weights":["#, #""other":["#, " has no member weights"),
            (#""boosted_rounds":6"#, #""boosted_rounds":-1"#, "boosted_rounds is -1, expected a whole number, 0 to "),
        ])
    func damage(old: String, new: String, problem: String) throws {
        let changed = ModelText.replacing(try text("3.2.0/linear"), [(old, new)])
        let error = #expect(throws: ModelImportError.self) { try read(changed) }
        #expect(error?.description.hasPrefix("learner.gradient_booster.model") == true)
        #expect(error?.description.contains(problem) == true)
    }

    @Test("weights that are not finite are refused with their number", arguments: ["NaN", "Infinity", "1E39"])
    func notFinite(number: String) throws {
        let text = try text("3.2.0/linear")
        let changed = text.replacing(#/"weights":\[[^,]*,/#, with: #""weights":[\#(number),"#)
        let error = #expect(throws: ModelImportError.self) { try read(changed) }
        #expect(
            error?.description
                == "learner.gradient_booster.model.weights[0] is \(number == "NaN" ? "nan" : "inf"), which is not finite"
        )
    }

    @Test("a categorical feature, which 1.7 trains with, is refused by name")
    func categorical() throws {
        let changed = ModelText.replacing(
            try text("1.7.6/linear"), [(#""feature_types":[]"#, #""feature_types":["q","c","q","q","q"]"#)])
        let error = #expect(throws: ModelImportError.self) { try read(changed) }
        #expect(
            error?.description
                == "the booster is gblinear and the feature colour is categorical: a linear model takes the number of a "
                + "category for an amount")
    }

    @Test("a file without a count of iterations has one")
    func oldLayout() throws {
        let changed = ModelText.replacing(try text("1.7.6/linear"), [(#""boosted_rounds":6,"#, "")])
        #expect(try read(changed).iterationRange == 0..<1)
    }
}
