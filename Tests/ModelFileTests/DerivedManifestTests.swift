import Foundation
import JSONBytes
import ScoringEngine
import ScoringModel
import Testing

@testable import ModelFile

@Suite struct DerivedManifestTests {
    /// Every operation, over the features of `SampleModel` and three that are input-only.
    static var model: Model {
        var model = SampleModel.model
        model.manifest.features += [
            Feature(name: "hatched", kind: .date, required: true, missingSentinel: 0, isInputOnly: true),
            Feature(name: "seen", kind: .date, isInputOnly: true), Feature(name: "mass", isInputOnly: true),
        ]
        let statistics = FeatureStatistics(count: 3, missing: 1, minimum: 0.1, maximum: 2)
        model.manifest.derived = [
            DerivedFeature(name: "log", derivation: .log1p(of: "mass"), statistics: statistics),
            DerivedFeature(name: "ratio", derivation: .ratio(of: "mass", to: "bill \"length\"")),
            DerivedFeature(name: "difference", derivation: .difference(of: "mass", minus: "bill \"length\"")),
            DerivedFeature(name: "low", derivation: .clip(of: "mass", low: 0.1, high: nil)),
            DerivedFeature(name: "high", derivation: .clip(of: "mass", low: nil, high: 1e300)),
            DerivedFeature(name: "bucket", derivation: .bucket(of: "mass", edges: [-0.5, 0.1, 1e10])),
            DerivedFeature(name: "weekday", derivation: .datePart(of: "seen", part: .weekday)),
            DerivedFeature(name: "age", derivation: .daysSince(of: "seen", since: .feature("hatched"))),
            DerivedFeature(name: "day", derivation: .daysSince(of: "seen", since: .date("2020-01-01T12:00+01:00"))),
            DerivedFeature(
                name: "pair", derivation: .concat(of: "île", with: "île", separator: "|"), categories: ["Dream|Dream"]),
            DerivedFeature(
                name: "other", derivation: .concat(of: "île", with: "île", separator: "\n"),
                categories: ["Dream\nDream"]),
        ]
        let old = model.golden.rows
        model.golden.rows = []
        for row in 0..<64 {
            model.golden.rows += old[row * 3..<row * 3 + 3]
            model.golden.rows += [Double](repeating: Double(row), count: 11)
        }
        return model
    }

    @Test("A model with derived features read back is the model that was written, and it passes the gate")
    func roundTrip() throws {
        let model = Self.model
        let bytes = try ModelFile.encode(model)
        let read = try ModelFile.decode(bytes)
        #expect(read.manifest == model.manifest)
        #expect(try ModelFile.encode(read) == bytes)
        #expect(
            try FileParts(bytes).tensors.first { $0.name == "golden.rows" }?.value["shape"]
                == .array([.integer(64), .integer(14)]))
        let admitted = try Gate.admit(bytes)
        #expect(admitted.scorer.featureCount == 14 && admitted.encoder.columnCount == 14)
        #expect(admitted.encoder.features.count == 6 && !admitted.encoder.isPlain)
    }

    @Test("A model without them is written without a word of them")
    func plain() throws {
        let json = String(decoding: try SampleModel.model.manifest.json(), as: UTF8.self)
        #expect(!json.contains("derived") && !json.contains("input_only"))
    }

    static let manifests = [
        (
            #""operation":"log1p""#, #""operation":"exp""#,
            #"derived[0].operation: "exp" is none of log1p, ratio, difference,"#
        ),
        (#""operation":"log1p","#, "", "derived[0]: the field operation is absent"),
        (#""operation":"log1p","of":["mass"]"#, #""operation":"log1p""#, "derived[0]: the field of is absent"),
        (
            #""operation":"log1p","of":["mass"]"#, #""operation":"log1p","of":[]"#,
            "derived[0].of: has 0 features, expected 1"
        ),
        (
            #""operation":"log1p","of":["mass"]"#, #""operation":"ratio","of":["mass"]"#,
            "derived[0].of: has 1 features, expected 2"
        ),
        (#""operation":"log1p","#, #""operation":"log1p","low":1,"#, "derived[0]: the field low is unknown"),
        (#""low":0.1"#, #""low":"0.1""#, "derived[3].low: expected a finite number"),
        (#""edges":[-0.5,"#, #""edges":[null,"#, "derived[5].edges[0]: expected a finite number"),
        (#""edges":[-0.5,"#, #""edge":[-0.5,"#, "derived[5]: the field edge is unknown"),
        (#""part":"weekday""#, #""part":"week""#, #"derived[6].part: "week" is none of year, quarter, month, day,"#),
        (
            #""of":["seen","hatched"]"#, #""of":["seen"]"#,
            "derived[7]: expected either the field since or a second feature"
        ),
        (#""since":"#, #""sinse":"#, "derived[8]: the field sinse is unknown"),
        (#""of":["seen"],"since""#, #""of":["seen","hatched"],"since""#, "derived[8]: expected either the field since"),
        (#""since":"2020-01-01T12:00+01:00""#, #""since":7"#, "derived[8].since: expected a text"),
        (#""separator":"\n""#, #""separator":10"#, "derived[10].separator: expected a text"),
        (#""derived":["#, #""derived":[7,"#, "derived[0]: the field name is absent"),
        (#""input_only":true"#, #""input_only":1"#, "features[3].input_only: expected true or false"),
        (
            #""kind":"date""#, #""kind":"time""#,
            #"features[3].kind: "time" is none of numeric, categorical, boolean, date"#
        ),
    ]

    @Test("What is wrong with a derived feature is named with its path", arguments: manifests)
    func manifest(change: (String, String, String)) throws {
        let (old, new, message) = change
        var parts = try FileParts(ModelFile.encode(Self.model))
        let manifest = try #require(parts[metadata: "manifest"])
        let place = try #require(manifest.firstRange(of: old))
        parts[metadata: "manifest"] =
            String(manifest[..<place.lowerBound]) + new + String(manifest[place.upperBound...])
        #expect {
            try ModelFile.decode(parts.bytes())
        } throws: {
            "\($0)".hasPrefix("manifest: " + message)
        }
    }

    @Test("A broken rule of a derived feature is refused when the file is read")
    func rule() throws {
        var parts = try FileParts(ModelFile.encode(Self.model))
        let manifest = try #require(parts[metadata: "manifest"])
        parts[metadata: "manifest"] = manifest.replacing(#""edges":[-0.5,0.1"#, with: #""edges":[0.1,0.1"#)
        #expect { try ModelFile.decode(parts.bytes()) } throws: {
            "\($0)".hasPrefix("the derived feature bucket (bucket) has edges")
        }
    }

    @Test("The features that the document shows are read as it says")
    func document() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/examples/derived_features.json").standardized
        let text = try Array(Data(contentsOf: path))
        let example = try JSONValue.parse(text.span)
        let sample = try SampleModel.model.manifest.json()
        var members = try #require(JSONValue.parse(sample.span).object)
        members.removeAll { $0.name == "features" }
        members += try #require(example.object)
        var writer = JSONWriter()
        writer.write(JSONValue.object(members))
        let manifest = try Manifest(Manifest.document(writer.bytes))
        var model = SampleModel.model
        model.manifest = manifest
        model.predictor = .trees(TreeEnsemble(groupCount: 2, baseMargins: [0, 0]))
        model.golden = GoldenRows(
            rows: Array(repeating: .nan, count: 64 * manifest.columnCount), expected: Array(repeating: 0, count: 128),
            count: 64)
        try model.validate()
        #expect(Set(manifest.derived.map(\.derivation.operation)) == Set(Derivation.Operation.allCases))
        var row = EncodedRow(RowEncoder(manifest))
        for (position, cell) in ["12.5", "5", "2024-02-29T18:30:00+01:00", "JFK", "LGA"].enumerated() {
            try row.set(field: Array(cell.utf8).span, at: position)
        }
        var columns: [Float] = []
        try row.finish(into: &columns)
        #expect(
            zip(manifest.columnNames, columns).map { "\($0) \($1)" } == [
                "fare 12.5", "distance 5.0", "fare_log 2.6026897", "per_km 2.5", "rest 7.5", "fare_c 10.0", "band 1.0",
                "hour 17.0", "age 1520.7291", "route 1.0",
            ])
    }
}
