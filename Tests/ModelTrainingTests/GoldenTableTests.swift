import Foundation
import JSONBytes
import ModelFile
import ModelImport
import ScoringEngine
import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

/// The CSV with the library's own answers, held against the engine at import.
@Suite struct GoldenTableTests {
    private static func imported(_ fixture: String, _ iterations: Range<Int>? = nil) throws -> ImportedModel {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ModelImportTests/Fixtures/\(fixture)")
        return try ModelImporter.read([UInt8](try Data(contentsOf: path)), iterations: iterations)
    }

    private static func adoption(_ imported: ImportedModel) -> ModelAdoption {
        ModelAdoption(imported, name: "m", createdAt: "2026-01-01T00:00:00Z")
    }

    /// Columns with the answers of a model to its own golden rows.
    private struct Answers {
        let model: Model
        var names: [String] = []
        var columns: [[Double]] = []

        init(_ model: Model) { self.model = model }

        mutating func add(_ names: [String], _ width: Int, _ values: [Double]) {
            self.names += names
            for column in 0..<width {
                columns.append(stride(from: column, to: values.count, by: width).map { values[$0] })
            }
        }

        mutating func addMargins(_ names: [String]) { add(names, model.predictor.groupCount, model.golden.expected) }

        mutating func addPredictions(_ names: [String], only output: Int? = nil) {
            let outputs = OutputCalculator(model.manifest, groupCount: model.predictor.groupCount)
            var values: [Double] = []
            for start in stride(from: 0, to: model.golden.expected.count, by: outputs.margins) {
                outputs.transform(
                    model.golden.expected.span.extracting(start..<(start + outputs.margins)), into: &values)
            }
            guard let output else { return add(names, outputs.valueColumns, values) }
            add(names, 1, stride(from: output, to: values.count, by: outputs.valueColumns).map { values[$0] })
        }

        func table(_ folder: TemporaryFolder, features: [String]? = nil, rows: Int = 20) throws -> GoldenTable {
            let width = model.manifest.features.count
            let header = (features ?? model.manifest.features.map(\.name)) + names
            var lines = [header.joined(separator: ",")]
            for row in 0..<rows {
                let values = model.golden.rows[(row * width)..<((row + 1) * width)] + columns.map { $0[row] }
                lines.append(values.map { $0.isNaN ? "" : DecimalNumber.shortest($0) }.joined(separator: ","))
            }
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.url.appending(path: "g.csv"))
            return try GoldenTable.read(folder.path("g.csv"))
        }
    }

    /// Fixture, names of margins, names of predictions, the only prediction.
    private static let cases: [(String, [String], [String], Int?)] = [
        ("1.7.6/binary.ubj", ["margin"], ["prediction"], 1),
        ("1.7.6/binary.ubj", ["raw_score"], ["probability_0", "probability_1"], nil),
        ("1.7.6/binary.ubj", ["margin_0"], ["prediction_1"], 1),
        (
            "3.2.0/softprob.json", ["margin_0", "margin_1", "margin_2"],
            ["prediction_0", "prediction_1", "prediction_2"], nil
        ),
        ("3.2.0/softprob.json", ["margin_0", "margin_1", "margin_2"], ["probability_2"], 2),
        (
            "3.4.1/quantiles.ubj", ["margin_0", "margin_1", "margin_2"],
            ["prediction_0", "prediction_1", "prediction_2"], nil
        ),
        (
            "2.1.4/vector.ubj", ["margin_0", "margin_1", "margin_2"], ["prediction_0", "prediction_1", "prediction_2"],
            nil
        ),
        ("1.7.6/hinge.ubj", ["margin"], ["prediction"], 0),
        ("1.7.6/poisson.ubj", ["margin"], ["prediction"], 0),
        ("lightgbm/4.6.0/multiclass.txt", ["raw_score_0", "raw_score_1", "raw_score_2"], ["prediction_1"], 1),
        ("lightgbm/4.6.0/forest.txt", ["margin"], ["prediction"], 1),
    ]

    @Test("margins, predictions and both prove an import", arguments: cases)
    func proves(fixture: String, margins: [String], predictions: [String], only: Int?) throws {
        let folder = try TemporaryFolder()
        var adoption = Self.adoption(try Self.imported(fixture))
        let own = try adoption.model()
        for (hasMargins, hasPredictions) in [(true, false), (false, true), (true, true)] {
            var answers = Answers(own)
            if hasMargins { answers.addMargins(margins) }
            if hasPredictions { answers.addPredictions(predictions, only: only) }
            adoption.golden = try answers.table(folder)
            let (model, proof) = try adoption.adopt()
            #expect(proof?.columns == answers.names && proof?.rowCount == 20 && proof?.largestDifference == 0)
            #expect(model.manifest.goldenOrigin == .file && model.golden.count == 80)
            #expect((model.manifest.goldenTolerance == 0) == hasMargins)
            #expect(model.golden.expected.prefix(20) == own.golden.expected.prefix(20))
            _ = try Gate.admit(ModelFile.encode(model))
        }
    }

    @Test("columns end in labels or in numbers, also where labels are numbers")
    func labels() throws {
        let folder = try TemporaryFolder()
        var adoption = Self.adoption(try Self.imported("3.2.0/softprob.json"))
        adoption.schema = try ModelSchema(
            RecipeNode.document("classes: ['1', '2', '3']", path: "s.yaml"), path: "s.yaml")
        for names in [["margin_1", "margin_2", "margin_3"], ["margin_0", "margin_1", "margin_2"]] {
            var answers = Answers(try adoption.model())
            answers.addMargins(names)
            adoption.golden = try answers.table(folder)
            #expect(try adoption.adopt().proof?.columns == names)
        }
    }

    private func failure(_ adoption: ModelAdoption, _ golden: GoldenTable) throws -> String {
        var adoption = adoption
        adoption.golden = golden
        let error = #expect(throws: TrainingError.self) { try adoption.adopt() }
        return try #require(error?.description)
    }

    @Test("a difference is named by line, column, both numbers and the largest")
    func differences() throws {
        let folder = try TemporaryFolder()
        let adoption = Self.adoption(try Self.imported("3.2.0/softprob.json"))
        var answers = Answers(try adoption.model())
        answers.addMargins(["margin_0", "margin_1", "margin_2"])
        let margin = Float(answers.columns[1][3])
        answers.columns[1][3] = Double(margin + 0.25)
        answers.columns[2][7] += 0.5
        let message = try failure(adoption, answers.table(folder))
        #expect(
            message.hasSuffix(
                "g.csv, line 5: margin_1 is \(margin + 0.25), the engine gives \(margin); 2 of 20 rows differ by more than 1e-05, "
                    + "the largest difference is 0.5, of margin_2 in line 9; nothing was written"))
    }

    @Test("numbers of the other kind and of other iterations are told apart from wrong ones")
    func hints() throws {
        let folder = try TemporaryFolder()
        let adoption = Self.adoption(try Self.imported("1.7.6/binary.ubj"))
        var predictions = Answers(try adoption.model())
        predictions.addPredictions(["margin"], only: 1)
        #expect(
            try failure(adoption, predictions.table(folder)).hasSuffix(
                "nothing was written. These are predictions: name the column prediction, not margin"))
        var margins = Answers(try adoption.model())
        margins.addMargins(["prediction"])
        #expect(
            try failure(adoption, margins.table(folder)).hasSuffix(
                "nothing was written. These are margins: name the column margin"))
        let stopped = Self.adoption(try Self.imported("3.2.0/early-stopped.ubj"))
        var all = Answers(try Self.adoption(try Self.imported("3.2.0/early-stopped.ubj", 0..<7)).model())
        all.addMargins(["margin"])
        #expect(
            try failure(stopped, all.table(folder)).hasSuffix(
                "nothing was written. The model was taken with iterations 0 to 3 of 7: --iterations 0:7 takes all"))
    }

    @Test("a table without answers, with some of them or without a feature is refused")
    func absent() throws {
        let folder = try TemporaryFolder()
        let adoption = Self.adoption(try Self.imported("3.2.0/softprob.json"))
        let own = Answers(try adoption.model())
        #expect(
            try failure(adoption, own.table(folder)).hasSuffix(
                "g.csv has neither the library's margins nor its predictions: add columns margin_0, …_1 and so on or "
                    + "prediction_0, …_1 and so on, as docs/import.md shows"))
        var some = own
        some.add(["margin_0", "margin_2"], 2, [Double](repeating: 1, count: 2 * own.model.golden.count))
        #expect(
            try failure(adoption, some.table(folder)).hasSuffix(
                "g.csv has no column margin_1, but others of the model's 3 margins"))
        let names = ["f0", "f1", "f2", "f3", "g4"]
        #expect(
            try failure(adoption, some.table(folder, features: names)).hasSuffix(
                "g.csv has no column f4, a feature of the model"))
    }

    @Test("a schema names features, and says what margins of an own loss mean")
    func schema() throws {
        var adoption = Self.adoption(try Self.imported("1.7.6/regression.ubj"))
        func read(_ text: String) throws -> ModelSchema {
            try ModelSchema(RecipeNode.document(text, path: "s.yaml"), path: "s.yaml")
        }
        adoption.schema = try read(
            "names: [a, b, c, d, e]\ntask: binary\ntransform: logistic\nclasses: [n, y]\nfeatures: {required: [c]}")
        let manifest = try adoption.model().manifest
        #expect(manifest.features.map(\.name) == ["a", "b", "c", "d", "e"] && manifest.features[2].required)
        #expect(manifest.task == .binary && manifest.transform == .logistic && manifest.classLabels == ["n", "y"])
        adoption.schema = try read("names: [a, b]")
        let names = #expect(throws: TrainingError.self) { try adoption.model() }
        #expect(names?.description == "s.yaml, line 1: there are 2 names, the model has 5 features")
        adoption.schema = try read("task: ranking\ntransform: softmax")
        let transform = #expect(throws: TrainingError.self) { try adoption.model() }
        #expect(transform?.description == "a ranking model has the transform identity, found softmax")
    }
}
