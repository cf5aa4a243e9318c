import Foundation
import ScoringEngine
import ScoringModel
import Settings
import Tables
import TestSupport
import Testing

@testable import scoreline

@Suite struct OutputTests {
    private func names(_ manifest: Manifest, groups: Int? = nil, _ wanted: [OutputKind]?) throws -> [String] {
        try OutputColumns(manifest, OutputCalculator(manifest, groupCount: groups), wanted: wanted).names
    }

    @Test("The columns are those of the contract, in its order whatever was asked first")
    func columns() throws {
        let binary = SampleModel.manifest()
        #expect(
            try names(binary, nil) == ["label", "score", "probability_Adelie", "probability_Gentoo", "error"])
        #expect(try names(binary, [.margin, .label]) == ["label", "margin", "error"])
        let classes = SampleModel.manifest(.multiclass, labels: ["a", "b", "c"], transform: .softmax)
        #expect(
            try names(classes, groups: 3, [.margin, .probabilities]) == [
                "probability_a", "probability_b", "probability_c", "margin_a", "margin_b", "margin_c", "error",
            ])
        let regression = SampleModel.manifest(.regression, labels: [], transform: .identity)
        #expect(try names(regression, nil) == ["score", "error"])
        let targets = SampleModel.manifest(.multiTarget, labels: [], transform: .identity)
        #expect(
            try names(targets, groups: 2, [.score, .margin]) == ["score_0", "score_1", "margin_0", "margin_1", "error"])
    }

    @Test("An output that the model does not answer is refused, one that does not exist also")
    func refused() throws {
        let regression = SampleModel.manifest(.regression, labels: [], transform: .identity)
        #expect(throws: ProgramFailure.self) { try names(regression, [.label]) }
        #expect(throws: SettingsError("outputs: there is no output \"margn\"; did you mean margin?")) {
            try OutputKind.list("label,margn")
        }
        #expect(throws: SettingsError.self) { try OutputKind.list("label,") }
    }

    @Test("A scored row has no error, a failed row has nothing else; the key stays as it was")
    func table() throws {
        let folder = try TemporaryFolder()
        let manifest = SampleModel.manifest()
        let columns = try OutputColumns(manifest, OutputCalculator(manifest), wanted: [.label, .score])
        func write(_ name: String) throws -> String {
            var table = try OutputTable.open(folder.path(name), key: "id", columns: columns)
            try table.write(.scored(label: "Gentoo", numbers: [0.75]), key: .text(Array("a,b".utf8)))
            try table.write(.failed("code: why"), key: .json(Array("12.50".utf8)))
            try table.write(.scored(label: nil, numbers: [.nan]), key: .missing)
            try table.close()
            return try String(contentsOfFile: folder.path(name), encoding: .utf8)
        }
        #expect(try write("t.csv") == "id,label,score,error\n\"a,b\",Gentoo,0.75,\n12.50,,,code: why\n,,,\n")
        #expect(
            try write("t.jsonl") == """
                {"id":"a,b","label":"Gentoo","score":0.75,"error":null}
                {"id":12.50,"label":null,"score":null,"error":"code: why"}
                {"id":null,"label":null,"score":null,"error":null}

                """)
        #expect(throws: SettingsError.self) {
            _ = try OutputTable.open(folder.path("x.csv"), key: "score", columns: columns)
        }
    }

    @Test(
        "The key of a JSON row is found at its top level only",
        arguments: [
            (#"{"a": {"k": 1}, "k": "x,y"}"#, #""x,y""#), (#"{"k": null}"#, nil), (#"{"a": 1}"#, nil),
            (#"{"k":12.50 }"#, "12.50"),
        ] as [(String, String?)])
    func jsonKey(object: String, value: String?) {
        let bytes = Array(object.utf8)
        #expect(KeyColumn.range(of: "k", in: bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) } == value)
    }
}
