import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

private let export = #"export it with booster.save_model("model.json")"#

@Suite("Refusals of XGBoost models")
struct XGBoostRefusalTests {
    @Test("the models that the tables change are taken as they are")
    func plain() throws {
        for text in [ModelText.plain, ModelText.categorical] {
            try XGBoostImporter.read(Array(text.utf8)).model.validate()
        }
        let model = try XGBoostImporter.read(Array(ModelText.categorical.utf8))
        let scorer = ReferenceScorer(model.predictor)
        for (code, margin) in [(3, 1), (2, -1)] as [(Double, Double)] {
            let row: [Double] = [0, code]
            let margins = scorer.margins(of: row.span)
            #expect(margins == [margin])
        }
    }

    @Test(
        "JSON that is no model of XGBoost is refused by its name",
        arguments: [
            (
                #"{"nodeid":0,"depth":0}"#,
                "this is a tree of Booster.get_dump, which lacks the base score and the objective: \(export)"
            ),
            (
                #"{"Config":{},"Model":{}}"#,
                "this is a snapshot of a Booster in memory, which other versions can't read: load it with the XGBoost "
                    + "that wrote it and \(export)"
            ),
            (
                #"{"name":"tree","tree_info":[]}"#,
                "this is LightGBM's Booster.dump_model, which lacks what save_model writes: export it with "
                    + #"booster.save_model("model.txt")"#
            ),
            (
                #"{"oblivious_trees":[]}"#,
                #"this is a CatBoost model: export it with model.save_model("model.onnx", format="onnx")"#
            ),
            ("{}", "the file has no member learner, so it is no XGBoost model: \(export)"),
            ("{\"learner\":", "the JSON breaks at byte 11: expected a value, found the end"),
            (#"{"a":1,"a":2}"#, #"the JSON breaks at byte 11: the name "a" stands twice in one object"#),
            (#"{"a":[1,"b"]}"#, "the JSON breaks at byte 11: an array with numbers and something else in it"),
            (
                String(repeating: #"{"a":"#, count: 40),
                "the JSON breaks at byte 160: nested deeper than 32 levels"
            ),
            ("tree\nversion=v4", "this is a LightGBM model, not one of XGBoost"),
            ("\u{8}\u{8}\u{12}\u{8}skl2onnx", "this is an ONNX model, not one of XGBoost"),
            ("binf\u{1}", "this is XGBoost's old binary format: load it with XGBoost 3.0 or older and \(export)"),
        ])
    func otherFiles(text: String, sentence: String) { expectRefusal(Array(text.utf8), sentence) }

    @Test("a broken or unsupported whole is refused", arguments: Self.learnerRefusals)
    func learner(refusal: Refusal) { expectRefusal(ModelText.plain, refusal) }

    @Test("a broken booster is refused", arguments: Self.boosterRefusals)
    func booster(refusal: Refusal) { expectRefusal(ModelText.plain, refusal) }

    @Test("a broken tree is refused", arguments: Self.treeRefusals)
    func tree(refusal: Refusal) { expectRefusal(ModelText.plain, refusal) }

    @Test("a broken category set is refused", arguments: Self.categoryRefusals)
    func categories(refusal: Refusal) { expectRefusal(ModelText.categorical, refusal) }

    @Test(
        "iterations that the model does not have are refused",
        arguments: [0..<0, 0..<2, 1..<2, -1..<1])
    func iterations(range: Range<Int>) {
        let error = #expect(throws: ModelImportError.self) {
            try XGBoostImporter.read(Array(ModelText.plain.utf8), iterations: range)
        }
        #expect(
            error?.description
                == "iterations \(range.lowerBound) ..< \(range.upperBound) were asked for, the model has 1")
    }

    @Test("a path deeper than 512 splits is refused")
    func deep() throws {
        // Node 2k splits into the leaf 2k + 1 and the node 2k + 2.
        func chain(_ depth: Int) -> String {
            func children(_ offset: Int) -> [Int] {
                (0...2 * depth).map { $0 % 2 == 0 && $0 < 2 * depth ? $0 + offset : -1 }
            }
            return ModelText.tree(left: children(1), right: children(2))
        }
        try XGBoostImporter.read(Array(chain(512).utf8)).model.validate()
        expectRefusal(
            Array(chain(513).utf8), "learner.gradient_booster.model.trees[0] node 1024 is deeper than 512 splits")
    }

    @Test("children that are no neighbours are refused: XGBoost would go to another node than the file says")
    func neighbours() throws {
        let tree = ModelText.tree(left: [1, -1, -1, -1], right: [3, -1, -1, -1])
        expectRefusal(
            Array(tree.utf8),
            "learner.gradient_booster.model.trees[0] node 0 has the children 1 and 3, expected -1 twice or two neighbours "
                + "from 1 to 3")
    }

    private func expectRefusal(_ bytes: [UInt8], _ sentence: String) {
        let error = #expect(throws: ModelImportError.self) { try XGBoostImporter.read(bytes) }
        #expect(error?.description == sentence)
    }

    private func expectRefusal(_ text: String, _ refusal: Refusal) {
        expectRefusal(Array(ModelText.replacing(text, [(refusal.old, refusal.new)]).utf8), refusal.sentence)
    }
}
