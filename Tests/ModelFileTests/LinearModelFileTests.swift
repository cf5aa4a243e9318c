import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelFile

@Suite struct LinearModelFileTests {
    /// The sample's numbers and classes, with weights in the place of trees, and a calibration where one can be.
    private static func model(groups: Int = 2) -> Model {
        var model = SampleModel.model
        model.manifest.features[2].kind = .numeric
        model.manifest.features[2].categories = []
        model.manifest.features[2].statistics?.histogram = nil
        let numbers = (0..<3 * groups).map { Float($0) / 8 - 0.3 }
        let predictor = Predictor.linear(
            LinearModel(
                baseMargins: Array(repeating: 0.25, count: groups), bias: Array(numbers.prefix(groups)),
                weights: numbers))
        model.predictor = predictor
        if groups == 1 {
            model.manifest.task = .binary
            model.manifest.transform = .logistic
            model.manifest.calibration = Calibration(slope: 0.75, intercept: -0.1)
        }
        let reference = ReferenceScorer(predictor)
        let rows = model.golden.rows
        model.golden.expected = (0..<64).flatMap { reference.margins(of: rows.span.extracting($0 * 3..<$0 * 3 + 3)) }
        return model
    }

    @Test("A linear model read back is the model that was written", arguments: [1, 2])
    func roundTrip(groups: Int) throws {
        let model = Self.model(groups: groups)
        let bytes = try ModelFile.encode(model, source: [1, 2, 3])
        let read = try ModelFile.decode(bytes)
        #expect(read.manifest == model.manifest)
        #expect(read.predictor == model.predictor)
        #expect(try ModelFile.encode(read, source: [1, 2, 3]) == bytes)
        let parts = try FileParts(bytes)
        #expect(
            parts.tensors.map(\.name) == [
                "linear.base_margins", "linear.bias", "linear.weights", "golden.rows", "golden.expected", "source",
            ])
    }

    @Test("Weights belong to columns, derived ones too, not to the features of a row")
    func derivedColumns() throws {
        var model = Self.model(groups: 1)
        let name = model.manifest.features[0].name
        model.manifest.features.removeLast()
        model.manifest.derived = [DerivedFeature(name: "log", derivation: .log1p(of: name))]
        let bytes = try ModelFile.encode(model)
        #expect(try ModelFile.decode(bytes).predictor == model.predictor)
        #expect(try Gate.admit(bytes).scorer.featureCount == 3)
    }

    @Test("The gate scores its golden rows and counts its memory")
    func gate() throws {
        let bytes = try ModelFile.encode(Self.model())
        let admitted = try Gate.admit(bytes)
        #expect(admitted.goldenDifference == 0)
        let memory = admitted.memory
        #expect(memory > 64 * 5 * 4)
        #expect(throws: GateError.self) { try Gate.admit(bytes, memoryBudget: memory - 1) }
        var wrong = Self.model()
        wrong.predictor.linear?.weights[5] += 0.01
        #expect {
            try Gate.admit(ModelFile.encode(wrong))
        } throws: { "\($0)".hasPrefix("golden row 1 has the margin ") }
    }

    @Test("A file of both kinds, or of less than one, is refused with the tensor")
    func mixture() throws {
        let linear = try FileParts(ModelFile.encode(Self.model()))
        let trees = try FileParts(ModelFile.encode(SampleModel.model))
        func expectRefusal(_ parts: FileParts, _ message: String) {
            #expect {
                try Gate.admit(parts.bytes())
            } throws: { "\($0)".contains(message) }
        }
        var both = trees
        both.append("linear.weights", from: linear)
        expectRefusal(both, "the tensor ensemble.tree_offsets does not belong to a model of the kind linear")
        var more = linear
        more.append("ensemble.values", from: trees)
        expectRefusal(more, "the tensor ensemble.values does not belong to a model of the kind linear")
        var odd = trees
        odd.append("linear.bias", from: linear)
        expectRefusal(odd, "the tensor linear.bias does not belong to a model of the kind trees")
        var renamed = linear
        renamed.tensors = renamed.tensors.map { $0.name == "linear.bias" ? .init("source", $0.value) : $0 }
        renamed.set("source", "dtype", .string("U8"))
        renamed.set("source", "shape", .array([.integer(8)]))
        expectRefusal(renamed, "the tensor linear.bias is absent")
    }

    @Test(
        "A tensor of another shape is refused",
        arguments: [
            ("linear.weights", [2, 3], "linear.weights.shape is [2, 3], expected [3, 2]"),
            ("linear.weights", [6], "linear.weights.shape must be 2 numbers from 0"),
            ("linear.weights", [6, 1], "linear.weights.shape is [6, 1], expected [3, 2]"),
            ("linear.bias", [2, 1], "linear.bias.shape must be 1 numbers from 0"),
            ("linear.bias", [1], "linear.bias has 8 bytes, but its shape [1] takes 4"),
        ])
    func shape(name: String, shape: [Int], message: String) throws {
        var parts = try FileParts(ModelFile.encode(Self.model()))
        parts.set(name, "shape", .array(shape.map { .integer($0) }))
        #expect {
            try Gate.admit(parts.bytes())
        } throws: { "\($0)".contains(message) }
    }

    @Test("A flipped bit anywhere, and a cut anywhere, is refused")
    func damage() throws {
        let bytes = try ModelFile.encode(Self.model(groups: 1))
        for position in bytes.indices where position % 7 == 0 {
            var damaged = bytes
            damaged[position] ^= 1 << (position % 8)
            #expect(throws: GateError.self, "byte \(position)") { try Gate.admit(damaged) }
            #expect(throws: GateError.self, "cut") { try Gate.admit(Array(bytes[..<position])) }
        }
    }

    @Test(
        "A calibration that is wrong is named with its path",
        arguments: [
            (
                #""method":"platt""#, #""method":"isotonic""#,
                #"manifest: calibration.method: "isotonic" is none of platt"#
            ),
            (#""slope":0.75"#, #""slope":"0.75""#, "manifest: calibration.slope: expected a finite number"),
            (#""slope":0.75"#, #""slope":0"#, "the calibration's slope is 0, which gives every row the same score"),
            (#""slope":0.75,"#, "", "manifest: calibration: the field slope is absent"),
            (#""intercept":-0.1"#, #""intercept":-0.1,"c":1"#, "manifest: calibration: the field c is unknown"),
        ])
    func calibration(old: String, new: String, message: String) throws {
        var parts = try FileParts(ModelFile.encode(Self.model(groups: 1)))
        let manifest = try #require(parts[metadata: "manifest"])
        #expect(manifest.contains(#""calibration":{"method":"platt","slope":0.75,"intercept":-0.1}"#))
        let range = try #require(manifest.firstRange(of: old))
        parts[metadata: "manifest"] = manifest.replacing(old, with: new, subrange: range)
        #expect {
            try ModelFile.decode(parts.bytes())
        } throws: { "\($0)" == message }
    }
}
