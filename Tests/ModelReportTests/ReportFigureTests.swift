import Evaluation
import Foundation
import JSONBytes
import ScoringModel
import TestSupport
import Testing

@testable import ModelReport

/// `report.json` against scikit-learn, read from the file as others read it.
@Suite struct ReportFigureTests {
    @Test("Every figure of report.json is scikit-learn's", arguments: [false, true])
    func figures(isWeighted: Bool) throws {
        let folder = try TemporaryFolder()
        let inputs = [ScoringModel.Task.binary, .multiclass, .regression].map {
            SampleReport.input($0, rows: 90, isWeighted: isWeighted)
        }
        var cases: [JSONValue] = []
        for input in inputs {
            let threshold = input.manifest.decisionThreshold
            for part in input.parts {
                cases.append(Self.json(part.rows, threshold))
                cases.append(Self.json(part.rows.baseline(trainedOn: input.parts[0].rows), 0.5))
            }
            cases += input.folds.map { Self.json($0, threshold) }
        }
        let output = try Array(TrainingPython.figures(of: JSONValue.array(cases).line, in: folder).utf8)
        var answers = try #require(try JSONValue.parse(output.span).array)[...]
        for input in inputs {
            let name = folder.path(input.manifest.task.rawValue)
            try ReportWriter.write(input, to: name)
            let bytes = try Array(Data(contentsOf: URL(filePath: name + "/report.json")))
            let document = try JSONValue.parse(bytes.span)
            #expect(document["format"]?.string == "scoreline-report/1")
            let parts = try #require(document["parts"]?.array)
            #expect(parts.count == 3)
            for part in parts {
                let answer = answers.removeFirst()
                check(part["metrics"], answer["metrics"])
                check(part["baseline"], answers.removeFirst()["metrics"])
                checkCurves(part, answer)
            }
            let folds = answers.prefix(input.folds.count).map { $0["metrics"] }
            answers.removeFirst(input.folds.count)
            for fold in try #require(document["folds"]?.object) {
                let values = folds.compactMap { $0?[fold.name]?.number }
                checkNear(fold.value["values"]?.array?.compactMap(\.number) ?? [], values, "folds: \(fold.name)")
                let mean = values.reduce(0, +) / Double(values.count)
                checkNear([fold.value["mean"]?.number ?? .nan], [mean], "folds: mean of \(fold.name)")
            }
        }
        #expect(answers.isEmpty)
    }

    private static func json(_ rows: ScoredRows, _ threshold: Float) -> JSONValue {
        func numbers(_ values: [Float]) -> JSONValue { .array(values.map { .number(Double($0)) }) }
        return .object([
            .init("task", .string(rows.task.rawValue)), .init("labels", .array(rows.classLabels.map { .string($0) })),
            .init("positive", .integer(rows.positiveClass)), .init("targets", numbers(rows.targets)),
            .init("weights", rows.weights.map(numbers) ?? .null), .init("values", numbers(rows.values)),
            .init("threshold", .number(Double(threshold))),
        ])
    }

    private func check(_ found: JSONValue?, _ expected: JSONValue?) {
        let found = found?.object ?? []
        #expect(Set(found.map(\.name)) == Set((expected?.object ?? []).map(\.name)))
        for metric in found {
            checkNear([metric.value.number ?? .nan], [expected?[metric.name]?.number ?? .nan], metric.name)
        }
    }

    private func checkCurves(_ part: JSONValue, _ answer: JSONValue) {
        if let confusion = part["confusion"]?["counts"] {
            let expected = answer["confusion"]?.array ?? []
            for (mine, theirs) in zip(confusion.array ?? [], expected) {
                checkNear(mine.array?.compactMap(\.number) ?? [], theirs.array?.compactMap(\.number) ?? [], "confusion")
            }
        }
        for curve in ["roc", "precision_recall"] {
            let expected = answer[curve]?.array?.map { $0.array?.compactMap(\.number) ?? [] } ?? []
            for point in part[curve]?.array ?? [] {
                let place = point.array?.prefix(2).compactMap(\.number) ?? []
                let isThere = expected.contains { abs($0[0] - place[0]) < 1e-9 && abs($0[1] - place[1]) < 1e-9 }
                #expect(isThere, "\(curve): \(place) is no point of scikit-learn's")
            }
        }
        if let residuals = part["residuals"] {
            for quantile in residuals["quantiles"]?.object ?? [] {
                let expected = answer["residuals"]?[quantile.name]?.number ?? .nan
                checkNear([quantile.value.number ?? .nan], [expected], quantile.name)
            }
        }
        if let bins = part["calibration"]?.array, let expected = answer["calibration"]?.array {
            #expect(bins.count == expected.count)
            for (bin, other) in zip(bins, expected) {
                checkNear(
                    [bin["mean_score"]?.number ?? .nan, bin["observed"]?.number ?? .nan],
                    other.array?.compactMap(\.number) ?? [], "calibration")
            }
        }
    }

    private func checkNear(_ found: [Double], _ expected: [Double], _ what: String) {
        #expect(found.count == expected.count, "\(what)")
        for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-9, "\(what)") }
    }
}
