import Foundation
import JSONBytes
import ScoringEngine
import ScoringModel
import TestSupport
import Testing

@testable import ModelFile

/// The format is safetensors' only if its own library says so.
@Suite struct PythonTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    /// Prints all that the package finds in a file; bytes instead of numbers, so that NaN and the last bit count.
    private static let reader = """
        import json, sys, safetensors, safetensors.numpy
        with safetensors.safe_open(sys.argv[1], "numpy") as file:
            metadata = file.metadata()
        tensors = {
            name: {"dtype": str(tensor.dtype), "shape": tensor.shape, "bytes": list(tensor.tobytes())}
            for name, tensor in safetensors.numpy.load_file(sys.argv[1]).items()
        }
        print(json.dumps({"metadata": metadata, "manifest": json.loads(metadata["manifest"]), "tensors": tensors}))
        """

    /// Standard output of a Python that must succeed.
    private static func python(_ arguments: [String], in folder: TemporaryFolder) throws -> String {
        let requirements = root.appending(path: "docs/examples/write_model.requirements.txt").path
        let setup = try ChildProcess(
            root.appending(path: "scripts/python-venv.sh").path, ["model-file", requirements], folder: folder)
        guard try setup.wait(upTo: .seconds(1800)) == 0 else { throw TestFailure(setup.errors) }
        let python = setup.output.trimmingCharacters(in: .newlines)
        let process = try ChildProcess(python, arguments, folder: folder)
        guard try process.wait() == 0 else { throw TestFailure(process.errors) }
        return process.output
    }

    @Test("Python's safetensors package reads every tensor and the metadata of a written file")
    func read() throws {
        let folder = try TemporaryFolder()
        let model = SampleModel.model
        let path = folder.path("model.safetensors")
        try Data(ModelFile.encode(model, source: [1, 2, 3])).write(to: URL(filePath: path))
        let output = try Array(Self.python(["-c", Self.reader, path], in: folder).utf8)
        let document = try JSONValue.parse(output.span)

        #expect(document["metadata"]?["format"]?.string == "scoreline-model/1")
        #expect(document["manifest"]?["features"]?.array?[2]["name"]?.string == "île")
        #expect(document["manifest"]?["training"]?["metrics"]?["accuracy"]?.number == 0.98)
        let tensors = try #require(document["tensors"]?.object)
        let names = TensorName.allCases.filter { $0 == .source || $0.presence(in: .trees) == .required }
        #expect(Set(tensors.map(\.name)) == Set(names.map(\.rawValue)))
        func check<Element: BitwiseCopyable>(_ name: String, _ type: String, _ shape: [Int], _ elements: [Element]) {
            var bytes: [UInt8] = []
            TensorBytes.append(elements, to: &bytes)
            let tensor = document["tensors"]?[name]
            #expect(tensor?["dtype"]?.string == type, "\(name)")
            #expect(tensor?["shape"]?.array?.compactMap(\.integer) == shape, "\(name)")
            #expect(tensor?["bytes"]?.array?.compactMap(\.integer) == bytes.map { Int($0) }, "\(name)")
        }
        let ensemble = try #require(model.predictor.trees)
        check("ensemble.tree_offsets", "int32", [4], ensemble.treeOffsets)
        check("ensemble.tree_groups", "int32", [3], ensemble.treeGroups)
        check("ensemble.base_margins", "float32", [2], ensemble.baseMargins.map { Float($0) })
        check("ensemble.features", "int32", [9], ensemble.features)
        check("ensemble.values", "float32", [9], ensemble.values.map { Float($0) })
        check("ensemble.left_children", "int32", [9], ensemble.leftChildren)
        check("ensemble.right_children", "int32", [9], ensemble.rightChildren)
        check("ensemble.default_left", "uint8", [9], ensemble.defaultLeft)
        check("ensemble.category_sets", "int32", [9], ensemble.categorySets)
        check("ensemble.category_set_offsets", "int32", [2], ensemble.categorySetOffsets)
        check("ensemble.category_codes", "int32", [2], ensemble.categoryCodes)
        check("golden.rows", "float32", [64, 3], model.golden.rows.map { Float($0) })
        check("golden.expected", "float32", [64, 2], model.golden.expected.map { Float($0) })
        check("source", "uint8", [3], [UInt8]([1, 2, 3]))
    }

    @Test("The model that the document's example writes with safetensors alone passes the gate")
    func write() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("two_islands.safetensors")
        _ = try Self.python([Self.root.appending(path: "docs/examples/write_model.py").path, path], in: folder)
        let admitted = try Gate.admit(Array(Data(contentsOf: URL(filePath: path))), name: "two_islands")
        #expect(admitted.goldenDifference == 0)
        #expect(admitted.model.manifest.features.map(\.name) == ["bill_length_mm", "island"])
        var margins: [Double] = []
        admitted.scorer.score([40.0, 0, 50, 1, 50, 2].span, into: &margins)
        #expect(margins == [-1, 0.75, 2])
    }
}
