import Checksum
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelFile

@Suite struct GateTests {
    private static func file(_ change: (inout Model) -> Void = { _ in }) throws -> [UInt8] {
        var model = SampleModel.model
        change(&model)
        return try ModelFile.encode(model)
    }

    @Test("An admitted model brings what scoring takes")
    func admitted() throws {
        let bytes = try Self.file()
        let admitted = try Gate.admit(bytes, name: SampleModel.name)
        #expect(admitted.model.manifest == SampleModel.model.manifest)
        #expect(admitted.sha256 == SHA256.hex(bytes))
        #expect(admitted.byteCount == bytes.count)
        #expect(admitted.goldenDifference == 0)
        #expect(admitted.outputs.margins == 2)
        var margins: [Double] = []
        admitted.scorer.score(admitted.model.golden.rows.span, into: &margins)
        #expect(margins == admitted.model.golden.expected)
    }

    @Test("A model of another name is refused")
    func name() throws {
        let bytes = try Self.file()
        #expect {
            try Gate.admit(bytes, name: "penguins")
        } throws: {
            "\($0)" == "the file holds the model sample, expected penguins"
        }
    }

    @Test("A golden margin passes within the tolerance and is refused beyond it", arguments: [0, 63])
    func tolerance(row: Int) throws {
        let golden = SampleModel.model.golden.expected[2 * row]
        let off = Double(Float(golden) + 0.5)
        let difference = Float(off) - Float(golden)
        let wide = try Self.file {
            $0.golden.expected[2 * row] = off
            $0.manifest.goldenTolerance = difference
        }
        #expect(try Gate.admit(wide).goldenDifference == difference)
        let narrow = try Self.file {
            $0.golden.expected[2 * row] = off
            $0.manifest.goldenTolerance = difference.nextDown
        }
        #expect {
            try Gate.admit(narrow)
        } throws: {
            "\($0)".hasPrefix(
                "golden row \(row) has the margin \(Float(golden)) in group 0, expected \(Float(off)) within ")
        }
    }

    @Test("A margin that overflows does not pass, whatever the tolerance")
    func overflow() throws {
        // Every leaf is finite, the sum is not.
        let bytes = try Self.file {
            $0.predictor = .trees(
                TreeEnsemble(
                    treeOffsets: [0, 1, 2], treeGroups: [0, 0], groupCount: 2, baseMargins: [0x1.8p127, 0],
                    features: [-1, -1],
                    values: [0x1.8p127, -0x1.8p127], leftChildren: [-1, -1], rightChildren: [-1, -1],
                    defaultLeft: [0, 0],
                    categorySets: [-1, -1]))
            $0.manifest.goldenTolerance = .greatestFiniteMagnitude
        }
        #expect {
            try Gate.admit(bytes)
        } throws: {
            "\($0)".hasPrefix("golden row 0 has the margin inf in group 0")
        }
    }

    @Test("A model is admitted when it fits the budget beside the one in service, and refused one byte earlier")
    func memory() throws {
        let bytes = try Self.file()
        let memory = try Gate.admit(bytes).memory
        #expect(memory > 1000)
        #expect(try Gate.admit(bytes, memoryInUse: 5000, memoryBudget: memory + 5000).memory == memory)
        #expect {
            try Gate.admit(bytes, memoryInUse: 5000, memoryBudget: memory + 4999)
        } throws: {
            "\($0)"
                == "the model takes about \(memory) bytes of memory beside the 5000 in use, more than the budget of \(memory + 4999)"
        }
    }
}
