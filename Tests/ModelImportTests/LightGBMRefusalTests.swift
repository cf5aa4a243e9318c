import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

private let export = #"export it with booster.save_model("model.txt")"#

@Suite("Refusals of LightGBM models")
struct LightGBMRefusalTests {
    @Test("the model that the tables change is taken as it is, with sizes of trees and without")
    func plain() throws {
        for text in [LightGBMModelText.plain, LightGBMModelText.sized] {
            let model = try LightGBMImporter.read(Array(text.utf8))
            try model.wideModel.validate()
            let scorer = ReferenceScorer(model.predictor)
            let rows: [([Double], Double)] = [
                // Code 0 and 40 are in the set; the second tree's leaves are 100 + 2a and 200 + a + 3c.
                ([0.5, 0, 1.5], 1 + 101), ([0.5, 40, 1.5], 1 + 101), ([0.5, 1, 2], 3 + 206.5),
                ([0.5, .nan, 2], 3 + 206.5),
                ([0.6, 0, 1.5], 2 + 101.2), ([.nan, 0, 1.5], 1 + 10), ([.nan, 0, .nan], 1 + 20),
                ([1, 0, .nan], 2 + 20),
            ]
            for (row, score) in rows {
                let scores = scorer.margins(of: row.span)
                #expect(scores == [score])
            }
        }
    }

    @Test(
        "a file of another kind is refused by its name",
        arguments: [
            ("", "the file is empty"),
            ("\n \n", "the file is empty"),
            (
                #"{"name":"tree","version":"v4"}"#,
                "this is JSON, as Booster.dump_model writes; it is no complete model: \(export)"
            ),
            ("tree,", "this is no LightGBM text model, whose first line is \"tree\": \(export)"),
            ("tree", "the file ends before its line \"end of trees\": it was cut"),
            ("tree\nend of trees\n", "the header has no key version"),
        ])
    func otherFiles(text: String, sentence: String) { expectRefusal(text, sentence) }

    @Test("a pickle is refused by its name")
    func pickle() {
        let error = #expect(throws: ModelImportError.self) { try LightGBMImporter.read([0x80, 4, 0x95]) }
        #expect(
            error?.description
                == "this is a Python pickle, which can run code and is never opened: load it in Python and \(export)")
    }

    @Test("a broken or unsupported header is refused", arguments: Self.headerRefusals)
    func header(refusal: Refusal) { expectRefusal(refusal) }

    @Test("an objective whose predictions are unknown is refused", arguments: Self.objectiveRefusals)
    func objective(refusal: Refusal) { expectRefusal(refusal) }

    @Test("a broken tree is refused", arguments: Self.treeRefusals)
    func tree(refusal: Refusal) { expectRefusal(refusal) }

    @Test("broken categories are refused", arguments: Self.categoryRefusals)
    func categories(refusal: Refusal) { expectRefusal(refusal) }

    @Test("broken linear leaves are refused", arguments: Self.linearRefusals)
    func linear(refusal: Refusal) { expectRefusal(refusal) }

    @Test("a broken end of the file is refused", arguments: Self.trailerRefusals)
    func trailer(refusal: Refusal) { expectRefusal(refusal) }

    @Test("trees of other sizes than the header says are refused")
    func sizes() throws {
        let (first, second) = (LightGBMModelText.firstSize, LightGBMModelText.secondSize)
        func sized(_ sizes: String) -> String {
            ModelText.replacing(LightGBMModelText.sized, [("tree_sizes=\(first) \(second)", "tree_sizes=\(sizes)")])
        }
        // Behind the last tree an empty line may be missing.
        try LightGBMImporter.read(Array(sized("\(first) \(second - 1)").utf8)).wideModel.validate()
        expectRefusal(
            sized("\(first + 1) \(second)"),
            "the header: tree_sizes[0] is \(first + 1), but Tree=0 has \(first) bytes: the file was cut or changed")
        expectRefusal(
            sized("\(first) \(second - 9)"),
            "the header: tree_sizes[1] is \(second - 9), but Tree=1 has \(second) bytes: the file was cut or changed")
        expectRefusal(sized("\(first)"), "the header: tree_sizes has 1 numbers, expected 2")
    }

    @Test("iterations that the model does not have are refused", arguments: [0..<0, 0..<3, 2..<3, -1..<1])
    func iterations(range: Range<Int>) {
        let error = #expect(throws: ModelImportError.self) {
            try LightGBMImporter.read(Array(LightGBMModelText.plain.utf8), iterations: range)
        }
        #expect(
            error?.description
                == "iterations \(range.lowerBound) ..< \(range.upperBound) were asked for, the model has 2")
    }

    @Test("a path deeper than 512 splits is refused")
    func deep() throws {
        try LightGBMImporter.read(Array(LightGBMModelText.chain(512).utf8)).wideModel.validate()
        expectRefusal(LightGBMModelText.chain(513), "Tree=0 is deeper than 512 splits at split 512")
    }

    private func expectRefusal(_ text: String, _ sentence: String) {
        let error = #expect(throws: ModelImportError.self) { try LightGBMImporter.read(Array(text.utf8)) }
        #expect(error?.description == sentence)
    }

    private func expectRefusal(_ refusal: Refusal) {
        expectRefusal(LightGBMModelText.replacing(refusal.old, refusal.new), refusal.sentence)
    }
}
