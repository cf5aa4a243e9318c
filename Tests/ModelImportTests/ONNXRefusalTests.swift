import ScoringModel
import Testing

@testable import ModelImport

@Suite("What is refused of ONNX, and why")
struct ONNXRefusalTests {
    private func refusal(_ sample: ONNXSample) -> String {
        do throws(ModelImportError) {
            _ = try ONNXImporter.read(sample.bytes)
            return "taken"
        } catch {
            return error.description
        }
    }

    @Test(
        "an operator that is not known is named with domain, version and node",
        arguments: [
            ("SVMRegressor", "ai.onnx.ml", "ai.onnx.ml, version 3"), ("Erf", "", "ai.onnx, version 21"),
            ("TfIdfVectorizer", "", "ai.onnx, version 21"), ("Tokenizer", "com.microsoft", "com.microsoft, version 0"),
            ("Scaler", "", "ai.onnx, version 21"),
        ])
    func operators(operation: String, domain: String, expected: String) {
        #expect(
            refusal(ONNXSample.one(operation, domain: domain))
                == "the node the node has the operator \(operation) of the domain \(expected), which can't be imported")
    }

    @Test("newer operators than are known are refused", arguments: [("", UInt64(99)), ("ai.onnx.ml", 5)])
    func operatorSets(domain: String, version: UInt64) {
        var sample = ONNXSample.one("Identity")
        sample.operatorSets = [(domain, version)]
        #expect(refusal(sample).contains("needs version \(version) of the operators of "))
    }

    @Test("what other files or programs are needed for is refused")
    func parts() {
        var sample = ONNXSample.one("Add", inputs: ["X", "w"])
        sample.initializers = [ONNXSample.tensor("w", [1], [1]) + ONNXSample.field(14, 1)]
        #expect(refusal(sample) == "the tensor w is in another file, which is never opened")
        sample.initializers = []
        sample.graphEnd = ONNXSample.field(15, "")
        #expect(refusal(sample).hasPrefix("the ONNX graph has sparse initializers"))
        sample.graphEnd = []
        sample.modelEnd = ONNXSample.field(25, "")
        #expect(refusal(sample).hasPrefix("the ONNX file defines functions"))
        sample.modelEnd = []
        #expect(refusal(sample) == "the node the node, Add: its input w is not defined before it")
    }

    @Test("shapes that don't fit are refused")
    func shapes() {
        var sample = ONNXSample.one("MatMul", inputs: ["X", "w"])
        sample.initializers = [ONNXSample.tensor("w", [3, 1], [1, 2, 3])]
        #expect(refusal(sample) == "the node the node, MatMul: the shapes of its inputs don't fit")
        sample.initializers = [ONNXSample.tensor("w", [2, 2], [1, 2, 3])]
        #expect(refusal(sample) == "the tensor w has 3 elements, its shape [2, 2] takes 4")
        sample.initializers = [ONNXSample.tensor("w", [1 << 40, 1 << 40], [1])]
        #expect(refusal(sample).hasPrefix("the tensor w has the shape"))
        sample = ONNXSample.one("Reshape", inputs: ["X", "w"])
        sample.initializers = [ONNXSample.tensor("w", integers: [-1, 3])]
        #expect(refusal(sample).contains("can't become [-1, 3] row by row"))
        sample = ONNXSample.one("Softmax", ONNXSample.integer("axis", 0))
        #expect(refusal(sample).hasSuffix("it would mix rows with each other"))
        sample = ONNXSample.one("Identity")
        sample.inputs = [("X", 1, [-1, -1])]
        #expect(refusal(sample).contains("no fixed number of columns"))
        sample.inputs = [("X", 10, [-1, 2])]
        #expect(refusal(sample).contains("the element type 10"))
    }

    @Test("constants that the file can't mean are refused")
    func constants() {
        let scaler = ONNXSample.one(
            "Scaler", domain: "ai.onnx.ml", ONNXSample.floats("scale", [1, .infinity]))
        #expect(refusal(scaler).contains("is not finite"))
        let encoder = ONNXSample.one(
            "OneHotEncoder", domain: "ai.onnx.ml", ONNXSample.integers("cats_int64s", [3, 3]))
        #expect(refusal(encoder).contains("a category stands twice"))
        let large = ONNXSample.one(
            "OneHotEncoder", domain: "ai.onnx.ml", ONNXSample.integers("cats_int64s", [1, 1 << 24]))
        #expect(refusal(large).contains("too large to be told from its neighbours"))
    }

    @Test(
        "trees that are none are refused",
        arguments: [
            (ONNXSample.tree(mode: "BRANCH_EQ"), "the comparison BRANCH_EQ can't be imported"),
            (ONNXSample.tree(threshold: .nan), "a threshold that is NaN"),
            (ONNXSample.tree(whenTrue: 0), "tree 0 reaches a node twice"),
            (ONNXSample.tree(whenTrue: 7), "tree 0 has no node 7"),
            (ONNXSample.tree(feature: 2), "tree 0 has the feature 2, there are 2"),
        ])
    func trees(sample: ONNXSample, expected: String) { #expect(refusal(sample).contains(expected)) }

    @Test("iterations can't be chosen")
    func iterations() throws {
        let bytes = try ONNXFixture(name: "forest").bytes()
        #expect(throws: ModelImportError.self) { try ONNXImporter.read(bytes, iterations: 0..<1) }
    }
}

/// Damaged files: refused, or taken as a model that is valid. A crash ends the test program.
@Suite("Damaged ONNX files")
struct ONNXMutationTests {
    private static let fixtures = ["forest", "frame-logistic", "network-multi", "stacking", "imputer"]
        .map { ONNXFixture(name: $0) }

    @Test("a file cut short is refused", arguments: fixtures)
    func cut(fixture: ONNXFixture) throws {
        let bytes = try fixture.bytes()
        for count in stride(from: 0, to: bytes.count, by: 37) {
            #expect(throws: ModelImportError.self) { try ONNXImporter.read(Array(bytes.prefix(count))) }
        }
    }

    @Test("a file with changed bits is refused or gives a valid model", arguments: fixtures)
    func flip(fixture: ONNXFixture) throws {
        try ChangedBits.expectSafe(
            try fixture.bytes(), read: { try ONNXImporter.read($0) }, validate: { try $0.onnxModel.validate() })
    }
}
