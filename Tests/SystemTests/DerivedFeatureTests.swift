import Foundation
import JSONBytes
import TestSupport
import Testing

/// A model with dates and derived features through the real programs.
@Suite struct DerivedFeatureTests {
    /// Fields as JSON, and the score; see `TripModel`.
    private static let trips: [(fields: [(name: String, json: String)], score: Double?)] = [
        ([("fare", "10"), ("km", "10"), ("pickup", "\"2024-03-05\""), ("from", "\"a\""), ("to", "\"b\"")], 211),
        (
            [
                ("fare", "10"), ("km", "4"), ("pickup", "\"2024-08-05T10:00:00+02:00\""), ("from", "\"b\""),
                ("to", "\"a\""),
            ], 122
        ),
        // A division by zero, no date.
        ([("fare", "10"), ("km", "0"), ("pickup", "null"), ("from", "\"a\""), ("to", "\"b\"")], 221),
        // June there, July in UTC.
        (
            [
                ("fare", "10"), ("km", "5"), ("pickup", "\"2024-06-30 23:30:00-05:00\""), ("from", "\"a\""),
                ("to", "\"b\""),
            ], 222
        ),
        ([("fare", "10"), ("km", "10"), ("pickup", "1709201730.5"), ("from", "\"a\""), ("to", "\"c\"")], 111),
        ([("fare", "10"), ("km", "10"), ("pickup", "\"soon\""), ("from", "\"a\""), ("to", "\"b\"")], nil),
        ([("fare", "null"), ("km", "10"), ("pickup", "\"2024-03-05\""), ("from", "\"a\""), ("to", "\"b\"")], nil),
    ]

    private static let objects = trips.map { trip in
        "{" + trip.fields.map { "\"\($0.name)\": \($0.json)" }.joined(separator: ", ") + "}"
    }

    /// The file of the model, published and served.
    private func serve(_ stage: Stage) throws -> String {
        let file = stage.server.folder.path("trips.safetensors")
        try Data(TripModel.file()).write(to: URL(filePath: file))
        _ = try stage.startWorker(models: [TripModel.name])
        let published = try stage.scoreline("models", "publish", TripModel.name, file)
        #expect(published.status == 0, "\(published.errors)")
        let waited = try stage.scoreline("models", "wait", TripModel.name, "--workers", "1", "--timeout", "60")
        #expect(waited.status == 0, "\(waited.output)\(waited.errors)")
        return file
    }

    @Test("A worker computes the derived features of objects, arrays and tensors alike")
    func jobs() throws {
        let stage = try Stage()
        _ = try serve(stage)
        let arrays = Self.trips.map { "[" + $0.fields.map(\.json).joined(separator: ", ") + "]" }
        let tensors = Self.trips[0].fields.indices.map { column in
            let data = Self.trips.map { $0.fields[column].json }.joined(separator: ", ")
            let name = Self.trips[0].fields[column].name
            return #"{"name": "\#(name)", "datatype": "BYTES", "shape": [\#(Self.trips.count)], "data": [\#(data)]}"#
        }
        try stage.push(
            [
                #"{"id": "objects", "rows": [\#(Self.objects.joined(separator: ", "))]}"#,
                #"{"id": "arrays", "rows": [\#(arrays.joined(separator: ", "))]}"#,
                #"{"id": "tensors", "inputs": [\#(tensors.joined(separator: ", "))]}"#,
            ], to: TripModel.name)
        for result in try stage.results(3, of: TripModel.name) {
            let scores = result["outputs"]?.array?.first?["data"]?.array?.map(\.number)
            #expect(scores == Self.trips.map(\.score), "\(result)")
            let errors = result["row_errors"]?.array?.compactMap { $0["message"]?.string } ?? []
            #expect(errors.count == 2 && errors[0].hasPrefix("row 5 has the text \"soon\" for pickup, which is a date"))
            #expect(errors.last == "row 6 has no value for the required feature fare")
        }
    }

    @Test(
        "A table of trips scored by workers is, byte for byte, the one predicted offline", arguments: ["csv", "jsonl"])
    func tables(format: String) throws {
        let stage = try Stage()
        let file = try serve(stage)
        let lines: [String]
        if format == "jsonl" {
            lines = Self.objects
        } else {
            let cells = Self.trips.map { $0.fields.map { $0.json == "null" ? "" : $0.json } }
            lines = ([Self.trips[0].fields.map(\.name)] + cells).map { $0.joined(separator: ",") }
        }
        let table = stage.server.folder.path("trips.\(format)")
        try (lines.joined(separator: "\n") + "\n").write(toFile: table, atomically: false, encoding: .utf8)
        let (scored, predicted) = (stage.server.folder.path("scored.csv"), stage.server.folder.path("predicted.csv"))
        let score = try stage.scoreline(
            "score", TripModel.name, "--input", table, "--output", scored, "--job-rows", "2")
        let predict = try stage.scoreline("predict", file, "--input", table, "--output", predicted)
        // Two rows fail.
        #expect(score.status == 1 && predict.status == 1, "\(score.errors) \(predict.errors)")
        let text = try String(contentsOfFile: predicted, encoding: .utf8)
        #expect(try String(contentsOfFile: scored, encoding: .utf8) == text)
        let scores = text.split(separator: "\n").dropFirst().map { Double($0.prefix { $0 != "," }) }
        #expect(scores == Self.trips.map(\.score), "\(text)")
    }

    @Test("A model's derived features are shown, and a bench makes rows with dates")
    func shown() throws {
        let stage = try Stage()
        let file = try serve(stage)
        let card = try stage.scoreline("models", "show", TripModel.name)
        let inspected = try stage.run("scoreline-trainer", "inspect", file)
        for text in [card.output, inspected.output] {
            #expect(text.contains("date, input only") && text.contains("ratio(fare, km)"), "\(text)")
            #expect(text.contains("date_part(pickup, month)") && text.contains("concat(from, to)"), "\(text)")
        }
        let bench = try stage.scoreline("bench", "drain", TripModel.name, "--jobs", "50", "--rows", "3", "--json")
        #expect(bench.status == 0, "\(bench.errors)")
        #expect(try JSONValue.parse(Array(bench.output.utf8).span)["failed"]?.integer == 0, "\(bench.output)")
    }
}
