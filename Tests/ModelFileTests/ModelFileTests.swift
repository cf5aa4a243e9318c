import JSONBytes
import ScoringModel
import Testing

@testable import ModelFile

@Suite struct ModelFileTests {
    @Test("A model read back is the model that was written", arguments: [nil, [], [1, 2, 3]] as [[UInt8]?])
    func roundTrip(source: [UInt8]?) throws {
        let model = SampleModel.model
        let bytes = try ModelFile.encode(model, source: source)
        let read = try ModelFile.decode(bytes)
        #expect(read.manifest == model.manifest)
        #expect(read.predictor == model.predictor)
        #expect(read.golden.rows.map(\.bitPattern) == model.golden.rows.map(\.bitPattern))
        #expect(read.golden.expected == model.golden.expected)
        #expect(try ModelFile.encode(read, source: source) == bytes)
    }

    @Test("The manifest is read from the header alone, which is asked for in two pieces")
    func manifestAlone() throws {
        let bytes = try ModelFile.encode(SampleModel.model)
        var lengths: [Int] = []
        let manifest = try ModelFile.manifest { length in
            lengths.append(length)
            return Array(bytes.prefix(length))
        }
        #expect(manifest == SampleModel.model.manifest)
        let data = try FileParts(bytes).data.count
        #expect(lengths == [8, bytes.count - data])
    }

    @Test(
        "A Float64 model, and one whose leaves are vectors, read back as they were written", arguments: [false, true])
    func wideRoundTrip(hasVectors: Bool) throws {
        var model = SampleModel.model
        let leaves = try #require(model.predictor.trees).leafCount
        if hasVectors {
            model.predictor.trees?.leafVectors = (0..<2 * leaves).map { Double($0) / 4 }
            model.predictor.trees?.treeGroups = [0, 0, 0]
        } else {
            model.manifest.precision = .float64
            model.manifest.marginDivisor = 3
            model.predictor.trees?.precision = .float64
            model.predictor.trees?.values[0] = 0.1
            model.predictor.trees?.missingZeros = [1, 0, 0, 0, 0, 0, 0, 0, 0]
            model.predictor.trees?.linearLeaves = LinearLeaves(
                offsets: (0...leaves).map { Int32(min($0, 2)) }, features: [0, 1], coefficients: [0.1, -0.7],
                constants: (0..<leaves).map { Double($0) / 3 })
            model.golden.rows[0] = 0.1
        }
        let bytes = try ModelFile.encode(model)
        let read = try ModelFile.decode(bytes)
        #expect(read.manifest == model.manifest)
        #expect(read.predictor == model.predictor)
        #expect(read.golden.rows.map(\.bitPattern) == model.golden.rows.map(\.bitPattern))
        #expect(try ModelFile.encode(read) == bytes)
        let parts = try FileParts(bytes)
        #expect(parts.range("ensemble.values").count == (hasVectors ? 4 : 8) * (model.predictor.trees?.nodeCount ?? 0))
    }

    @Test("A manifest with the least that it must have reads back as the same", arguments: ScoringModel.Task.allCases)
    func sparseManifest(task: ScoringModel.Task) throws {
        let manifest = Manifest(
            name: "m", task: task, createdAt: "", features: [Feature(name: "a")],
            classLabels: task == .binary ? ["0", "1"] : [], positiveClass: task == .binary ? 0 : 1,
            decisionThreshold: task == .binary ? 0.1 : 0.5, transform: .identity, iterationRange: 0..<0,
            source: Source(library: "", libraryVersion: "", format: "", sha256: ""), goldenTolerance: 1e-6,
            goldenOrigin: .reference)
        #expect(try Manifest(Manifest.document(manifest.json())) == manifest)
    }

    @Test("The data section is aligned and its four-byte tensors lie before the others")
    func alignment() throws {
        let bytes = try ModelFile.encode(SampleModel.model, source: [1])
        let length = Int(bytes[0]) | Int(bytes[1]) << 8
        #expect(length.isMultiple(of: 8))
        let parts = try FileParts(bytes)
        for name in TensorName.allCases where name.presence(in: .trees) == .required {
            guard name.type(.float32).byteCount == 4 else { continue }
            #expect(parts.range(name.rawValue).lowerBound.isMultiple(of: 4))
        }
    }

    @Test("An invalid model is not written")
    func invalid() {
        var model = SampleModel.model
        model.manifest.features[1].name = ""
        #expect {
            try ModelFile.encode(model)
        } throws: {
            "\($0)" == "the model can't be written: feature 1 has no name"
        }
        model = SampleModel.model
        model.manifest.training?.seed = .max
        #expect {
            try ModelFile.encode(model)
        } throws: {
            "\($0)".hasPrefix("manifest: training.seed: 18446744073709551615 is larger")
        }
    }

    @Test(
        "A field of the manifest that is absent, unknown or of the wrong type is named with its path",
        arguments: manifests)
    func manifest(change: (String, String, String)) throws {
        let (old, new, message) = change
        var parts = try FileParts(ModelFile.encode(SampleModel.model))
        let manifest = try #require(parts[metadata: "manifest"])
        try #require(manifest.contains(old))
        let start = try #require(manifest.firstRange(of: old))
        parts[metadata: "manifest"] = manifest.replacingCharacters(start, with: new)
        #expect {
            try ModelFile.decode(parts.bytes())
        } throws: {
            "\($0)".hasPrefix("manifest: " + message)
        }
    }

    static let manifests = [
        (#""name":"sample","#, "", "the field name is absent"),
        (#""name":"sample""#, #""name":7"#, "name: expected a text"),
        (#""task":"multiclass""#, #""task":"multi""#, #"task: "multi" is none of binary, multiclass, regression"#),
        (#""task""#, #""tusk""#, "the field tusk is unknown"),
        (
            #""kind":"boolean""#, #""kind":"bool""#,
            #"features[1].kind: "bool" is none of numeric, categorical, boolean"#
        ),
        (#""kind":"boolean""#, #""kind":"boolean","missng":0"#, "features[1]: the field missng is unknown"),
        (#""required":true"#, #""required":1"#, "features[0].required: expected true or false"),
        (#""missing":-999"#, #""missing":1e39"#, "features[0].missing: expected a number inside the range of Float32"),
        (#""missing":-999"#, #""missing":NaN"#, "features[0].missing: expected a finite number"),
        (#""count":344"#, #""count":-1"#, "features[0].statistics.count: expected a whole number from 0"),
        (
            #""edges":[38.1"#, #""edges":["a""#,
            "features[0].statistics.histogram.edges[0]: expected a finite number"
        ),
        (#""edges":[38.1,44,48.7]"#, #""edgs":[]"#, "features[0].statistics.histogram: the field edgs is unknown"),
        (
            #""edges":[38.1,44,48.7],"#, "",
            "features[0].statistics.histogram: expected either the field edges or the field codes"
        ),
        (
            #""codes":[0,2]"#, #""codes":[0,-2]"#,
            "features[2].statistics.histogram.codes[1]: expected a whole number from 0"
        ),
        (#""labels":[40,20]"#, #""labels":[40,0.5]"#, "scores.labels[1]: expected a whole number from 0"),
        (#""scores":{"count":60,"#, #""scores":{"#, "scores: the field count is absent"),
        (#""categories":["Biscoe""#, #""categories":[3"#, "features[2].categories[0]: expected a text"),
        (#""iteration_range":[0,3]"#, #""iteration_range":[3,0]"#, "iteration_range: starts at 3, after its end 0"),
        (#""iteration_range":[0,3]"#, #""iteration_range":[0]"#, "iteration_range: expected two numbers"),
        (#""origin":"library""#, #""origin":"me""#, #"golden.origin: "me" is none of library, file, reference"#),
        (#""library":"xgboost","#, "", "source: the field library is absent"),
        (#""max_depth":"6""#, #""max_depth":6"#, "training.parameters.max_depth: expected a text"),
        (#""seed":42"#, #""seed":-42"#, "training.seed: expected a whole number from 0"),
        (#""name":"sample","#, #""name":"sample","name":"sample","#, "byte"),
        ("{", "[", "byte"),
    ]
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
