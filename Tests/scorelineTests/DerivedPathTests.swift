import Foundation
import JSONBytes
import JobWire
import ScoringEngine
import ScoringModel
import Tables
import TestSupport
import Testing

@testable import scoreline

/// One row, whichever way it comes, is the same columns.
@Suite struct DerivedPathTests {
    private static let cities = ["Oslo", "Zürich, HB", "\"Q\"", "7"]
    private static let features = [
        Feature(name: "fare", missingSentinel: -1), Feature(name: "km", isInputOnly: true),
        Feature(name: "pickup", kind: .date, isInputOnly: true),
        Feature(name: "booked", kind: .date, missingSentinel: 0, isInputOnly: true),
        Feature(name: "from", kind: .categorical, categories: cities),
        Feature(name: "to", kind: .categorical, categories: cities, isInputOnly: true),
        Feature(name: "vip", kind: .boolean),
    ]

    private static let manifest: Manifest = {
        var manifest = SampleModel.manifest(features: features)
        manifest.derived = [
            DerivedFeature(name: "log", derivation: .log1p(of: "fare")),
            DerivedFeature(name: "per_km", derivation: .ratio(of: "fare", to: "km")),
            DerivedFeature(name: "rest", derivation: .difference(of: "fare", minus: "km")),
            DerivedFeature(name: "bounded", derivation: .clip(of: "fare", low: 0.1, high: nil)),
            DerivedFeature(name: "band", derivation: .bucket(of: "km", edges: [0.1, 1, 20])),
            DerivedFeature(name: "minute", derivation: .datePart(of: "pickup", part: .minute)),
            DerivedFeature(name: "age", derivation: .daysSince(of: "pickup", since: .date("2020-01-01"))),
            DerivedFeature(name: "wait", derivation: .daysSince(of: "pickup", since: .feature("booked"))),
            DerivedFeature(
                name: "route", derivation: .concat(of: "from", with: "to", separator: "|"),
                categories: cities.map { $0 + "|Oslo" }),
        ]
        return manifest
    }()

    private static let wire = WireModel(
        name: "sample", version: 1, sha256: "00", manifest: manifest, encoder: RowEncoder(manifest),
        outputs: OutputCalculator(manifest))

    /// A value as it stands in a table and in JSON.
    private struct Value {
        let cell: String
        let json: String

        init(_ cell: String, isText: Bool = false) {
            self.cell = cell
            var writer = JSONWriter()
            writer.write(cell)
            json = cell.isEmpty ? "null" : isText ? String(decoding: writer.bytes, as: UTF8.self) : cell
        }

        static func random(_ feature: Feature, _ random: inout SeededGenerator) -> Value {
            if Int.random(in: 0..<6, using: &random) == 0 { return Value("") }
            switch feature.kind {
            case .boolean: return Value(Bool.random(using: &random) ? "true" : "false")
            case .categorical: return Value((cities + ["Bern"]).randomElement(using: &random) ?? "", isText: true)
            case .numeric:
                let numbers = ["0", "-0", "-1", "0.1", "16777217", "3e38", "-3.25e2", "1e-40"]
                if Bool.random(using: &random) { return Value(numbers.randomElement(using: &random) ?? "0") }
                return Value(DecimalNumber.shortest(Double.random(in: -50...500, using: &random)))
            case .date:
                let seconds = Double.random(in: 1.5e9...1.8e9, using: &random).rounded(.down)
                let text = DateText.text(seconds)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: return Value(DecimalNumber.shortest(seconds + 0.5))
                case 1: return Value(String(text.prefix(10)), isText: true)
                case 2: return Value(text.replacing("Z", with: ".125+05:30").replacing("T", with: " "), isText: true)
                default: return Value(text, isText: true)
                }
            }
        }
    }

    @Test("A row has the same columns, to the bit, as a job's object, array and tensors, as a cell and in JSON Lines")
    func samePath() throws {
        var random = SeededGenerator(seed: 11)
        let table = (0..<300).map { _ in Self.features.map { Value.random($0, &random) } }
        let folder = try TemporaryFolder()
        let names = Self.features.map(\.name)
        var writer = try TableWriter.open(folder.path("t.csv"), columns: names)
        for row in table {
            for value in row { writer.append(value.cell) }
            try writer.endRow()
        }
        try writer.close()
        let objects = table.map { row in
            // What is missing is left out of every second object.
            let members = zip(names, row).enumerated().filter { $0.element.1.json != "null" || $0.offset % 2 == 0 }
            return "{" + members.map { "\"\($0.element.0)\": \($0.element.1.json)" }.joined(separator: ", ") + "}"
        }
        try (objects.joined(separator: "\n") + "\n").write(
            toFile: folder.path("t.jsonl"), atomically: false, encoding: .utf8)

        let expected = try cells(folder.path("t.csv"))
        #expect(expected.count == 300 * Self.manifest.columnCount)
        #expect(expected.count { !Double(bitPattern: $0).isNaN } > expected.count / 2)
        let arrays = table.map { "[" + $0.map(\.json).joined(separator: ",") + "]" }
        let tensors = names.indices.map { position in
            let data = table.map { $0[position].json }.joined(separator: ",")
            return #"{"name": "\#(names[position])", "datatype": "BYTES", "shape": [300, 1], "data": [\#(data)]}"#
        }
        let paths = [
            ("objects", columns(#"{"id": "a", "rows": [\#(objects.joined(separator: ","))]}"#)),
            ("arrays", columns(#"{"id": "a", "rows": [\#(arrays.joined(separator: ","))]}"#)),
            ("tensors", columns(#"{"id": "a", "inputs": [\#(tensors.joined(separator: ","))]}"#)),
            (
                "a matrix",
                columns(
                    #"{"id": "a", "inputs": [{"name": "m", "datatype": "BYTES", "shape": [300, 7], "data": [\#(arrays.joined(separator: ","))]}]}"#
                )
            ),
            ("cells in jobs", columns(try job(folder.path("t.csv")))),
            ("JSON Lines", columns(try job(folder.path("t.jsonl")))),
        ]
        for (path, found) in paths {
            let difference = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }
            #expect(found.count == expected.count && difference == nil, "\(path): \(difference as Any)")
        }
    }

    /// As `predict` reads them.
    private func cells(_ path: String) throws -> [UInt64] {
        var reader = try TableReader.open(path)
        var row = EncodedRow(RowEncoder(Self.manifest))
        var columns: [Double] = []
        while try reader.next() {
            for position in Self.features.indices { try row.set(field: reader.field(at: position), at: position) }
            try row.finish(into: &columns)
        }
        return columns.map(\.bitPattern)
    }

    /// As `score` sends them.
    private func job(_ path: String) throws -> String {
        var reader = try TableReader.open(path)
        var builder = JobBuilder(
            columns: reader.columns, unsent: nil, features: Self.features, outputs: nil, reply: "r", maximumRows: 1_000)
        while try reader.next() { builder.append(reader) }
        return String(decoding: builder.finish(id: "a"), as: UTF8.self)
    }

    private func columns(_ job: String) -> [UInt64] {
        var batch = JobBatch()
        batch.begin(Self.wire, attempt: 1, now: 0)
        batch.append(Array(job.utf8).span)
        return batch.rows.map(\.bitPattern)
    }

    @Test("A bench's random row of a model with dates is one that a worker takes")
    func randomRow() throws {
        var rows = RandomRows(Self.features)
        for _ in 0..<50 {
            let row = String(decoding: rows.next(), as: UTF8.self)
            var batch = JobBatch()
            batch.begin(Self.wire, attempt: 1, now: 0)
            batch.append(Array(#"{"id": "a", "rows": [\#(row)]}"#.utf8).span)
            var results = ResultBatch()
            let counts = batch.encode([0], into: &results)
            #expect(counts.rows == 1, "\(row)")
        }
    }
}
