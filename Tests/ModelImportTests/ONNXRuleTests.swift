import ScoringEngine
import ScoringModel
import Testing

@testable import ModelImport

/// Rules of single operators, as ONNX Runtime 1.32 was seen to follow them.
@Suite("Operators of ONNX one by one")
struct ONNXRuleTests {
    private func values(_ sample: ONNXSample, _ rows: [[Double]]) throws -> [[Double]] {
        let imported = try ONNXImporter.read(sample.bytes)
        let groups = imported.predictor.groupCount
        let flat = rows.flatMap { $0 }
        let margins = imported.margins(of: flat)
        #expect(margins.map(\.canonicalBits) == imported.referenceMargins(of: flat).map(\.canonicalBits))
        return rows.indices.map { Array(margins[$0 * groups..<($0 + 1) * groups]) }
    }

    @Test(
        "a split sends equal values and NaN where its comparison says",
        arguments: [
            ("BRANCH_LEQ", 0, [10, 10, 20, 20]), ("BRANCH_LT", 0, [10, 20, 20, 20]),
            ("BRANCH_GTE", 0, [20, 10, 10, 20]), ("BRANCH_GT", 0, [20, 20, 10, 20]),
            ("BRANCH_LEQ", 1, [10, 10, 20, 10]), ("BRANCH_LT", 1, [10, 20, 20, 10]),
            ("BRANCH_GTE", 1, [20, 10, 10, 10]), ("BRANCH_GT", 1, [20, 20, 10, 10]),
        ])
    func splits(mode: String, tracksTrue: Int, expected: [Double]) throws {
        let sample = ONNXSample.tree(mode: mode, tracksTrue: tracksTrue)
        let rows = [[Double(Float(0.5).nextDown), 1], [0.5, 1], [Double(Float(0.5).nextUp), 1], [.nan, 1]]
        #expect(try values(sample, rows).map { $0[0] } == expected)
        let imported = try ONNXImporter.read(sample.bytes)
        #expect(imported.requiredFeatures == [tracksTrue == 0, false])
        #expect(imported.predictor.trees != nil)
    }

    @Test("a threshold of minus zero takes both zeros")
    func zero() throws {
        let rows = [[0.0, 0], [-0.0, 0], [Double(Float.leastNonzeroMagnitude), 0]]
        #expect(try values(ONNXSample.tree(threshold: -0.0), rows).map { $0[0] } == [10, 10, 20])
    }

    @Test("normalizers divide by the sum, the length or the signed maximum, and leave zeros alone")
    func normalizers() throws {
        func normalize(_ norm: String, _ row: [Double]) throws -> [Double] {
            try values(ONNXSample.one("Normalizer", domain: "ai.onnx.ml", ONNXSample.text("norm", norm)), [row])[0]
        }
        #expect(try normalize("L1", [-1, 3]) == [-0.25, 0.75])
        #expect(try normalize("L2", [3, -4]) == [Double(Float(0.6)), Double(Float(-0.8))])
        #expect(try normalize("MAX", [-4, -2]) == [2, 1])
        #expect(try normalize("L1", [0, 0]) == [0, 0])
    }

    @Test("a one-hot encoder drops fractions; NaN is no category")
    func oneHot() throws {
        var sample = ONNXSample.one(
            "OneHotEncoder", domain: "ai.onnx.ml", ONNXSample.packedIntegers("cats_int64s", [1, -2]))
        sample.inputs = [("X", 1, [-1, 1])]
        let found = try values(sample, [[1.9], [-2], [0.5], [.nan], [1e30]])
        #expect(found == [[1, 0], [0, 1], [0, 0], [0, 0], [0, 0]])
    }

    @Test("an imputer replaces NaN or a number")
    func imputer() throws {
        func impute(_ replaced: [UInt8]) throws -> [[Double]] {
            let sample = ONNXSample.one(
                "Imputer", domain: "ai.onnx.ml", ONNXSample.floats("imputed_value_floats", [7, 8]), replaced)
            return try values(sample, [[.nan, 1], [-999, 2]])
        }
        func float(_ value: Float) -> [UInt8] {
            ONNXSample.field(1, "replaced_value_float") + ONNXSample.key(2, 5) + ONNXSample.little(value.bitPattern)
        }
        #expect(try impute(float(.nan)) == [[7, 1], [-999, 2]])
        let found = try impute(float(-999))
        #expect(found[0][0].isNaN && found[0][1] == 1 && found[1] == [7, 2])
    }

    @Test("columns that no output needs are not computed")
    func unused() throws {
        var sample = ONNXSample.one("Identity", inputs: ["b"])
        sample.nodes =
            [
                ONNXSample.node("Exp", ["X"], ["a"]), ONNXSample.node("Abs", ["X"], ["b"]),
                ONNXSample.node("Log", ["a"], ["c"]),
            ] + sample.nodes
        let imported = try ONNXImporter.read(sample.bytes)
        #expect(imported.predictor.pipeline?.steps.map(\.operation) == [.absolute])
    }

    @Test("the metadata can name the features")
    func names() throws {
        var sample = ONNXSample.one("Abs")
        sample.modelEnd = ONNXSample.field(
            14, ONNXSample.field(1, "feature_names") + ONNXSample.field(2, "[\"width\", \"größe\"]"))
        #expect(try ONNXImporter.read(sample.bytes).featureNames == ["width", "größe"])
    }
}
