import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelFile

@Suite("Pipelines in model files")
struct PipelineFileTests {
    /// Two ensembles, one of them with vectors as leaves, and what goes before and between them.
    private static func model(_ precision: Precision = .float32) -> Model {
        func ensemble(_ threshold: Double, _ leaves: [Double], vectors: Bool) -> TreeEnsemble {
            TreeEnsemble(
                precision: precision, treeOffsets: [0, 3], treeGroups: [0], groupCount: vectors ? 2 : 1,
                baseMargins: vectors ? [0, 1] : [0.5], features: [0, -1, -1],
                values: [threshold] + (vectors ? [0, 0] : leaves), leftChildren: [1, -1, -1],
                rightChildren: [2, -1, -1], defaultLeft: [1, 0, 0], categorySets: [-1, -1, -1],
                leafVectors: vectors ? leaves : [])
        }
        let pipeline = Pipeline(
            precision: precision, featureCount: 2,
            steps: [
                PipelineStep(.impute, [0], outputs: 1, constants: [2]),
                PipelineStep(.oneHot, [1], outputs: 2, constants: [0, 1]),
                PipelineStep(.trees, [2, 3], outputs: 1),
                PipelineStep(.affine, [2, 4, 5], outputs: 1, constants: [1, -1, 0.5, 0.25]),
                PipelineStep(.trees, [6], outputs: 2),
                PipelineStep(.softmax, [7, 8], outputs: 2),
            ],
            outputs: [10, 9],
            ensembles: [ensemble(1.5, [3, 4], vectors: false), ensemble(0, [1, 2, 3, 4], vectors: true)])
        var rows: [Double] = []
        for row in 0..<64 { rows += [row % 5 == 0 ? .nan : Double(row) / 16, Double(row % 3)] }
        let reference = ReferenceScorer(.pipeline(pipeline))
        var margins: [Double] = []
        for row in 0..<64 {
            let line = [rows[2 * row], rows[2 * row + 1]]
            margins += reference.margins(of: line.span)
        }
        var manifest = SampleModel.model.manifest
        manifest.precision = precision
        manifest.features = [Feature(name: "a"), Feature(name: "b", kind: .categorical, categories: ["x", "y"])]
        manifest.transform = .probabilities
        return Model(
            manifest: manifest, predictor: .pipeline(pipeline),
            golden: GoldenRows(rows: rows, expected: margins, count: 64))
    }

    @Test("a pipeline is read as it was written, and passes the gate", arguments: Precision.allCases)
    func roundTrip(precision: Precision) throws {
        let model = Self.model(precision)
        let bytes = try ModelFile.encode(model)
        let again = try ModelFile.decode(bytes)
        #expect(again.predictor == model.predictor)
        #expect(again.manifest == model.manifest)
        #expect(try ModelFile.encode(again) == bytes)
        #expect(try Gate.admit(bytes).goldenDifference == 0)
    }

    @Test(
        "steps that don't share out what there is are refused",
        arguments: [
            (#""inputs":2,"#, #""inputs":3,"#), (#""constants":4"#, #""constants":3"#),
            (#""constants":4"#, #""constants":400"#),
            (#""trees":1,"#, #""trees":2,"#), (#","vectors":true"#, ""),
            (#""trees":1}"#, #""trees":1,"vectors":true}"#),
            (#""outputs":2}"#, #""outputs":1}"#), (#""operation":"impute""#, #""operation":"forget""#),
            (#""operation":"softmax""#, #""operation":"sum""#), (#""operation":"impute""#, #""operation":"trees""#),
        ])
    func shares(found: String, replaced: String) throws {
        var parts = try FileParts(ModelFile.encode(Self.model()))
        let manifest = try #require(parts[metadata: "manifest"])
        let range = try #require(manifest.firstRange(of: found))
        parts[metadata: "manifest"] = manifest.replacingCharacters(range, with: replaced)
        #expect(throws: ModelFileError.self) { try ModelFile.decode(parts.bytes()) }
    }

    @Test("a column that is not there yet is refused", arguments: [UInt32(2), 99, UInt32(bitPattern: -1)])
    func columns(column: UInt32) throws {
        var parts = try FileParts(ModelFile.encode(Self.model()))
        parts.write(column, to: "pipeline.columns", at: 0)
        let bytes = parts.bytes()
        let error = #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes) }
        #expect(error?.description.contains("step 0 of the pipeline, impute: its input is column") == true)
    }

    @Test("a constant that is no number is refused")
    func constants() throws {
        var parts = try FileParts(ModelFile.encode(Self.model()))
        parts.write(Float.nan.bitPattern, to: "pipeline.constants", at: 0)
        let bytes = parts.bytes()
        #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes) }
    }

    @Test("a pipeline without its tensor, or the tensor without a pipeline, is refused")
    func parts() throws {
        var parts = try FileParts(ModelFile.encode(Self.model()))
        let manifest = try #require(parts[metadata: "manifest"])
        let start = try #require(manifest.firstRange(of: #""pipeline":{"#)).lowerBound
        let end = try #require(manifest[start...].firstRange(of: #"}],"outputs":2},"#)).upperBound
        parts[metadata: "manifest"] = String(manifest[..<start] + manifest[end...])
        let bytes = parts.bytes()
        let error = #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes) }
        #expect(error?.description.contains("belong together") == true)
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound] + text + self[range.upperBound...])
    }
}
