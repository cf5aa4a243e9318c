import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

@Suite("Variants of LightGBM models")
struct LightGBMVariantTests {
    private func read(_ replacements: [(String, String)]) throws -> ImportedModel {
        let text = ModelText.replacing(LightGBMModelText.plain, replacements)
        let model = try LightGBMImporter.read(Array(text.utf8))
        try model.wideModel.validate()
        return model
    }

    /// What the first tree, whose leaves are 1, 2 and 3, answers; the second one's leaves are 0.
    private func leaf(_ row: [Double], _ replacements: [(String, String)]) throws -> Double {
        let model = try read(
            replacements + [
                ("is_linear=1\nleaf_const=100 200\nnum_features=1 2\nleaf_features=0  0 2\nleaf_coeff=2  1 3\n", ""),
                ("leaf_value=10 20", "leaf_value=0 0"),
            ])
        return ReferenceScorer(model.predictor).margins(of: row.span)[0]
    }

    private static let limit = TreeEnsemble.zeroLimit

    /// The first split's threshold and type, a value, and whether LightGBM sends it left.
    static let splits: [(String, Int, Double, Bool)] = [
        ("-1.0000000180025095e-35", 2, -limit, false), ("-1.0000000180025095e-35", 2, (-limit).nextDown, true),
        ("-1e-40", 2, -1e-36, false), ("1e-40", 2, 1e-36, true), ("-0", 2, 0x1p-1074, true),
        ("0", 2, -0x1p-1074, true),
        ("1.0000000180025095e-35", 2, limit, true), ("1.0000000180025095e-35", 2, limit.nextUp, false),
        ("0", 0, .nan, true), ("-1", 2, .nan, false), ("0", 8, .nan, false), ("-1", 10, .nan, true),
        ("-1", 6, 0, true), ("-1", 6, -limit, true), ("-1", 6, .nan, true), ("1", 4, -0.0, false),
        ("1", 4, limit, false), ("1", 4, limit.nextUp, true), ("1", 4, .nan, false), ("1", 8, 0, true),
        ("inf", 8, .infinity, true), ("inf", 8, .nan, false), ("inf", 10, .nan, true), ("inf", 0, -.infinity, true),
        ("inf", 4, 0, false), ("-inf", 10, -.infinity, true), ("-inf", 10, -.greatestFiniteMagnitude, false),
        ("1.7976931348623157e+308", 2, .greatestFiniteMagnitude, true),
        ("1.7976931348623157e+308", 2, .infinity, false),
    ]

    @Test(
        "values and thresholds around zero, and what is missing, go where LightGBM sends them", arguments: splits)
    func split(threshold: String, type: Int, value: Double, isLeft: Bool) throws {
        let leaf = try leaf(
            [value, 0, 0],
            [("threshold=0.5 0", "threshold=\(threshold) 0"), ("decision_type=2 1", "decision_type=\(type) 1")])
        #expect(leaf == (isLeft ? 1 : 2))
    }

    @Test(
        "codes of categories are truncated, and everything that is no code of the set goes right",
        arguments: [
            (0, true), (-0.5, true), (-0.0, true), (0.9, true), (40.5, true), (-1, false), (1, false), (39.9, false),
            (41, false), (64, false), (16_777_216, false), (2_147_483_648, false), (4_294_967_296, false),
            (1e300, false),
            (-1e300, false), (.infinity, false), (-.infinity, false), (.nan, false),
        ] as [(Double, Bool)])
    func category(code: Double, isLeft: Bool) throws {
        #expect(try leaf([0, code, 0], []) == (isLeft ? 1 : 3))
    }

    @Test("of a set without codes everything goes right", arguments: [0, 40, .nan, -.infinity, .infinity] as [Double])
    func emptySet(code: Double) throws {
        #expect(try leaf([0, code, 0], [("cat_threshold=1 256", "cat_threshold=0 0")]) == 3)
    }

    @Test("splits of one tree may share a set")
    func sharedSet() throws {
        let model = try read([
            ("split_feature=0 1", "split_feature=1 1"), ("threshold=0.5 0", "threshold=0 0"),
            ("decision_type=2 1", "decision_type=1 1"),
        ])
        #expect(model.predictor.trees?.categorySets.prefix(2) == [0, 0])
        #expect(model.predictor.trees?.categoryCodes == [0, 40])
    }

    @Test("codes that a category can't have are refused")
    func largeCode() {
        let words = String(repeating: "0 ", count: 524_288) + "1"
        let text = ModelText.replacing(
            LightGBMModelText.plain,
            [("cat_threshold=1 256", "cat_threshold=\(words)"), ("cat_boundaries=0 2", "cat_boundaries=0 524289")])
        let error = #expect(throws: ModelImportError.self) { try LightGBMImporter.read(Array(text.utf8)) }
        #expect(error?.description == "Tree=0: cat_threshold has codes above 16777215 in set 0")
    }

    @Test(
        "aliases of objectives are known",
        arguments: [
            ("mse", "regression"), ("rmse sqrt", "regression"), ("mae", "regression_l1"), ("l1", "regression_l1"),
            ("mean_absolute_percentage_error", "mape"), ("xentropy", "cross_entropy"),
            ("xentlambda", "cross_entropy_lambda"), ("xe_ndcg_mart", "rank_xendcg"), ("huber sqrt", "huber"),
        ])
    func aliases(words: String, name: String) throws {
        let model = try read([("objective=binary sigmoid:1", "objective=\(words)")])
        #expect(model.objective == name)
        #expect((model.transform == .signedSquare) == (words == "rmse sqrt"))
    }

    @Test(
        "without an objective predictions are raw scores, as LightGBM's are, and a note says so",
        arguments: ["", "objective=\n", "objective=custom\n", "objective=none\n"])
    func custom(line: String) throws {
        let model = try read([("objective=binary sigmoid:1\n", line)])
        #expect(model.objective == "custom" && model.task == .regression && model.transform == .identity)
        #expect(model.notes.count == 1 && model.notes[0].hasPrefix("the file names no objective"))
        let classes = try read([
            ("objective=binary sigmoid:1\n", line), ("num_class=1", "num_class=2"),
            ("num_tree_per_iteration=1", "num_tree_per_iteration=2"),
        ])
        #expect(classes.task == .multiTarget && classes.predictor.groupCount == 2)
        #expect(classes.predictor.trees?.treeGroups == [0, 1] && classes.iterationCount == 1)
    }

    @Test("a file of version v2 has neither a line for trees of an iteration nor for the end of trees")
    func oldVersion() throws {
        let model = try read([
            ("version=v4", "version=v2"), ("num_tree_per_iteration=1\n", ""), ("end of trees\n", ""),
            ("feature_importances:", "feature importances:"), ("decision_type=8\n", ""),
        ])
        #expect(model.source.libraryVersion == "v2")
        #expect(model.notes.count == 1)
        // Without the line NaN is 0.
        let row = [1, 1, Double.nan]
        let scores = ReferenceScorer(model.predictor).margins(of: row.span)
        #expect(scores == [2 + 102])
    }

    @Test("that early stopping left no trace is said")
    func earlyStopping() throws {
        let model = try read([("[boosting: gbdt]", "[boosting: gbdt]\n[early_stopping_round: 5]")])
        #expect(model.notes.count == 1 && model.notes[0].hasPrefix("the model was trained with early stopping"))
        #expect(model.bestIteration == nil && model.iterationRange == 0..<2)
    }

    @Test("a column that only the parameters call categorical is")
    func categoricalParameter() throws {
        let model = try read([("[boosting: gbdt]", "[categorical_feature: 1,2,77,name:x]")])
        #expect(model.featureKinds == [.numeric, .categorical, .categorical])
    }

    @Test("lists of categories whose columns can't be told are left to a schema")
    func unassignable() throws {
        let lists = #"[["a","b"],["c"]]"#
        let model = try read([("pandas_categorical:null", "pandas_categorical:\(lists)")])
        #expect(model.categories == [[], [], []])
        #expect(model.notes.count == 1 && model.notes[0].hasPrefix("pandas_categorical has 2 lists, and which columns"))
    }

    @Test("lists of categories that only one choice of columns can hold are given to those")
    func assignable() throws {
        let codes = (0...40).map { "\"c\($0)\"" }.joined(separator: ",")
        let model = try read([
            ("pandas_categorical:null", "pandas_categorical:[[\(codes)],[true, 1.5, 20, \"\"]]")
        ])
        #expect(model.categories[1].count == 41)
        #expect(model.categories[2] == ["true", "1.5", "20", ""])
        #expect(model.featureKinds == [.numeric, .categorical, .categorical])
    }
}
