import Testing

@testable import ModelTraining

/// Recipes that only XGBoost itself can find wrong.
@Suite struct RefusedParameterTests {
    private static let table = "a,b,y\n" + (0..<20).map { "\($0),\($0 % 2),\($0 % 2 == 0 ? "p" : "q")\n" }.joined()

    private func error(_ lines: String, table: String = Self.table) throws -> TrainingError {
        try #require(try TrainingFolder(TrainingFolder.recipe + lines + "\n", table: table).refusal())
    }

    @Test(arguments: [
        (
            "parameters: {max_dept: 3}",
            "r.yaml, line 4: XGBoost does not know or does not use parameters.max_dept; did you mean max_depth?"
        ),
        (
            "parameters:\n  max_depth: 3\n\n  sub_sample: 0.5",
            "r.yaml, line 7: XGBoost does not know or does not use parameters.sub_sample; did you mean subsample?"
        ),
        ("parameters: {nthread: 100000}", "r.yaml, line 4: parameters.nthread is 100000; expected at most 1024"),
        (
            "features: {monotone: {a: increasing}}\nparameters: {booster: gblinear}",
            "r.yaml, line 4: features.monotone is for trees, and parameters.booster is gblinear; leave one of them out"
        ),
        (
            "features: {include: [a, q], derived: [{name: q, log1p: a}]}",
            "r.yaml, line 4: q is a derived feature, always in the model; only columns can be named here"
        ),
        ("parameters: {zzzzzzzzz: 1}", "r.yaml, line 4: XGBoost does not know or does not use parameters.zzzzzzzzz"),
        (
            "parameters:\n  zzzzzzzzz: 1\n  aaaaaaaaa: 1",
            "r.yaml, line 5: XGBoost does not know or does not use parameters.zzzzzzzzz"
        ),
        (
            "parameters: {tweedie_variance_power: 1.5}",
            "r.yaml, line 4: XGBoost does not use parameters.tweedie_variance_power with the recipe's other settings"
        ),
    ])
    func `a parameter that XGBoost does not use is refused by line, with the nearest name`(
        lines: String, message: String
    ) throws {
        let error = try error(lines)
        #expect(error.description == message)
        #expect(error.kind == .recipe)
    }

    /// The rest of each sentence is XGBoost's and changes with its release.
    @Test(arguments: [
        ("parameters: {max_depth: abc}", "r.yaml, line 4: parameters.max_depth is \"abc\"; XGBoost can't "),
        ("parameters: {eta: -3}", "r.yaml, line 4: parameters.eta is \"-3\"; XGBoost can't "),
        (
            "parameters:\n  max_depth: 3\n  gamma: -1\n  eta: 0.3",
            "r.yaml, line 6: parameters.gamma is \"-1\"; XGBoost can't "
        ),
        ("parameters:\n  eta: -1\n  gamma: -1", "r.yaml, line 5: parameters.eta is \"-1\"; XGBoost can't "),
        ("parameters: {tree_method: hst}", "r.yaml, line 4: parameters.tree_method is \"hst\"; XGBoost can't "),
        ("parameters: {base_score: 2}", "r.yaml, line 4: parameters.base_score is \"2\"; XGBoost can't "),
        // Looked at when the first tree is grown.
        (
            "parameters:\n  eta: 0.3\n  interaction_constraints: abc",
            "r.yaml, line 6: parameters.interaction_constraints is \"abc\"; XGBoost can't train "
        ),
        ("metric: foo", "r.yaml, line 4: metric is \"foo\"; XGBoost can't "),
        ("parameters: {eta: 0.3}\nmetric: error@x", "r.yaml, line 5: metric is \"error@x\"; XGBoost can't "),
        // A metric of another task: looked at when it is first computed.
        ("metric: merror", "r.yaml, line 4: metric is \"merror\"; XGBoost can't evaluate "),
    ])
    func `a value that XGBoost refuses is told by line`(lines: String, start: String) throws {
        let error = try error(lines)
        #expect(error.description.hasPrefix(start), "\(error.description)")
        #expect(!error.description.contains("\n") && !error.description.contains("Stack trace"), "\(error.description)")
        #expect(!error.description.contains("did you mean"), "\(error.description)")
        #expect(error.kind == .recipe)
    }

    @Test(arguments: [("logless", "logloss"), ("eror@0.3", "error"), ("aucprr", "aucpr")])
    func `a misspelt metric gets the nearest one`(metric: String, nearest: String) throws {
        let error = try error("metric: \(metric)")
        #expect(
            error.description.hasPrefix("r.yaml, line 4: metric is \"\(metric)\"; XGBoost can't "),
            "\(error.description)")
        #expect(error.description.hasSuffix("; did you mean \(nearest)?"), "\(error.description)")
        #expect(error.kind == .recipe)
    }

    @Test func `a target that the objective can't take is no fault of the recipe's parameters`() throws {
        let table = "a,y\n" + (0..<40).map { "\($0),\(Double($0) - 3.5)\n" }.joined()
        let error = try error("parameters: {objective: reg:gamma, eta: 0.3}\nmetric: rmse", table: table)
        #expect(error.description.hasPrefix("XGBoost can't train iteration 0: "), "\(error.description)")
        #expect(error.kind == .work)
    }
}
