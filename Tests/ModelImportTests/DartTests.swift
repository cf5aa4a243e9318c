import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

@Suite("Dart models")
struct DartTests {
    private static let versions = ["1.7.6", "2.1.4", "3.0.5", "3.2.0"]

    private static func text(_ name: String) throws -> String {
        String(decoding: try Fixture(name: name).bytes("json"), as: UTF8.self)
    }

    private static func read(_ text: String) throws -> ImportedModel { try XGBoostImporter.read(Array(text.utf8)) }

    /// The weights of a file's trees as they stand in it, with their name.
    private static func weights(_ text: String) throws -> String {
        let start = try #require(text.firstRange(of: #","weight_drop":["#)).lowerBound
        let end = try #require(text[start...].firstIndex(of: "]"))
        return String(text[start...end])
    }

    /// What a later release makes of the file of an earlier one: it calls the booster gbtree and keeps the weights elsewhere.
    private static func later(_ text: String, weightsInModel: Bool) throws -> String {
        let weights = try weights(text)
        let bare = ModelText.replacing(text, [(weights, ""), (#""name":"dart""#, "")])
        let unwrapped = bare.replacing(#""gradient_booster":{"gbtree":{"#, with: #""gradient_booster":{"#)
            .replacing(#""name":"gbtree"},}"#, with: #""name":"gbtree"\#(weightsInModel ? "" : weights)}"#)
        guard weightsInModel else { return unwrapped }
        return ModelText.replacing(unwrapped, [(#"]},"name":"gbtree""#, #"]\#(weights)},"name":"gbtree""#)])
    }

    @Test("the weights are found in all three places", arguments: ["dart", "dart-early-stopped"], [false, true])
    func layouts(name: String, weightsInModel: Bool) throws {
        let text = try Self.text("3.2.0/\(name)")
        let changed = try Self.later(text, weightsInModel: weightsInModel)
        #expect(changed.contains("weight_drop") && !changed.contains("dart"))
        #expect(try Self.read(changed).predictor == Self.read(text).predictor)
    }

    @Test("weights matter: most are not 1, and a model without them is another", arguments: versions)
    func weights(version: String) throws {
        let text = try Self.text("\(version)/dart")
        let whole = try #require(try Self.read(text).predictor.trees)
        let ones = try Self.weights(text).replacing(#/[0-9][0-9.E+-]*/#, with: "1E0")
        let plain = try #require(
            try Self.read(ModelText.replacing(text, [(try Self.weights(text), ones)])).predictor.trees)
        #expect(whole.features == plain.features)
        #expect(zip(whole.values, plain.values).count { $0 != $1 } > 20)
    }

    @Test("early stopping's best iteration is the last that is taken, with the weights of the end", arguments: versions)
    func earlyStopping(version: String) throws {
        let fixture = Fixture(name: "\(version)/dart-early-stopped")
        let bytes = try fixture.bytes("ubj")
        let expected = try fixture.expected()
        let best = try XGBoostImporter.read(bytes)
        let kept = try #require(best.bestIteration) + 1
        #expect(best.iterationRange == 0..<kept && kept < best.iterationCount)
        try best.expectMargins(expected, "margins")
        try XGBoostImporter.read(bytes, iterations: 0..<best.iterationCount).expectMargins(expected, "allMargins")
        try XGBoostImporter.read(bytes, iterations: 2..<4).expectMargins(expected, "middleMargins")
    }

    @Test("damaged weights are refused with their place")
    func damage() throws {
        let text = try Self.text("3.2.0/dart")
        let weights = try Self.weights(text)
        func expectRefusal(_ new: String, _ sentence: String) {
            let error = #expect(throws: ModelImportError.self) {
                try Self.read(ModelText.replacing(text, [(weights, new)]))
            }
            #expect(error?.description == sentence)
        }
        let place = "learner.gradient_booster"
        expectRefusal("", "\(place) is dart and has no member weight_drop, the weights of its trees")
        expectRefusal(#","weight_drop":[1E0]"#, "\(place).weight_drop has 1 elements, expected 15, one per tree")
        expectRefusal(#","weight_drop":[]"#, "\(place).weight_drop has 0 elements, expected 15, one per tree")
        let infinite = weights.replacing(#/\[[^,]*,/#, with: "[Infinity,")
        expectRefusal(infinite, "\(place).weight_drop[0] is inf, which is not finite")
        let large = ModelText.replacing(
            ModelText.plain,
            [
                (#""tree_info":[0],"#, #""tree_info":[0],"weight_drop":[3E38],"#),
                ("[5E-1,-1E0,1E0]", "[5E-1,-1.5E0,1E0]"),
            ])
        let overflow = #expect(throws: ModelImportError.self) { try Self.read(large) }
        #expect(
            overflow?.description
                == "\(place).model.trees[0] node 1 has the leaf value -1.5, which is not finite times 3e+38, the tree's weight"
        )
        let twice = try Self.later(text, weightsInModel: true).replacing(
            #""name":"gbtree"}"#, with: #""name":"gbtree"\#(weights)}"#)
        let error = #expect(throws: ModelImportError.self) { try Self.read(twice) }
        #expect(error?.description == "\(place).model.weight_drop says again what \(place).weight_drop says")
    }
}
