import Evaluation
import JSONBytes
import ScoringModel
import TestSupport
import Testing

/// Every figure against scikit-learn's function of that name.
@Suite struct ScikitLearnTests {
    @Test("Metrics, curves, confusion and residuals are scikit-learn's, and so is what can't be told")
    func figures() throws {
        let folder = try TemporaryFolder()
        let output = try Array(
            TrainingPython.figures(of: JSONValue.array(SampleRows.all.map(\.json)).line, in: folder).utf8)
        let answers = try #require(try JSONValue.parse(output.span).array)
        #expect(answers.count == SampleRows.all.count)
        for (sample, answer) in zip(SampleRows.all, answers) {
            let metrics = sample.rows.metrics(threshold: sample.threshold)
            let expected = try #require(answer["metrics"]?.object)
            #expect(Set(metrics.map(\.name)) == Set(expected.map(\.name)), "\(sample.name)")
            for metric in metrics {
                check(metric.value, answer["metrics"]?[metric.name], "\(sample.name): \(metric.name)")
            }
            switch sample.rows.task {
            case .binary: try checkCurves(sample, answer)
            case .regression: try checkResiduals(sample, answer)
            default: try checkConfusion(sample, answer)
            }
        }
    }

    private func checkCurves(_ sample: SampleRows, _ answer: JSONValue) throws {
        let table = ThresholdTable(sample.rows)
        check(table.rocCurve.map { [$0.x, $0.y] }, answer["roc"], "\(sample.name): ROC")
        check(
            table.precisionRecallCurve.map { [$0.x, $0.y] }, answer["precision_recall"],
            "\(sample.name): precision and recall")
        if sample.rows.weights == nil {
            check(
                CalibrationCurve(sample.rows).bins.map { [$0.meanScore, $0.observed] }, answer["calibration"],
                "\(sample.name): calibration")
        }
        try checkConfusion(sample, answer)
        let counts = table.counts(from: sample.threshold)
        check(counts.f1, answer["metrics"]?["f1"], "\(sample.name): F1 of the threshold table")
    }

    private func checkConfusion(_ sample: SampleRows, _ answer: JSONValue) throws {
        let matrix = ConfusionMatrix(sample.rows, threshold: sample.threshold)
        let rows = (0..<matrix.classCount).map { target in
            (0..<matrix.classCount).map { matrix.count(target: target, predicted: $0) }
        }
        check(rows, answer["confusion"], "\(sample.name): confusion matrix")
    }

    private func checkResiduals(_ sample: SampleRows, _ answer: JSONValue) throws {
        let summary = try #require(ResidualSummary(sample.rows))
        let expected = answer["residuals"]
        let named =
            [NamedValue("mean", summary.mean), NamedValue("standard_deviation", summary.standardDeviation)]
            + summary.quantiles
        for value in named { check(value.value, expected?[value.name], "\(sample.name): \(value.name)") }
        #expect(summary.histogram.reduce(0) { $0 + $1.count } == sample.rows.count)
    }

    private func check(_ found: [[Double]], _ expected: JSONValue?, _ what: String) {
        let points = expected?.array?.map { $0.array?.compactMap(\.number) ?? [] } ?? []
        #expect(found.count == points.count, "\(what)")
        for (index, (mine, theirs)) in zip(found, points).enumerated() {
            for (one, other) in zip(mine, theirs) where !isNear(one, other) {
                Issue.record("\(what), \(index): \(one), scikit-learn has \(other)")
            }
        }
    }

    private func check(_ found: Double, _ expected: JSONValue?, _ what: String) {
        let number = expected?.number ?? .nan
        #expect(isNear(found, number), "\(what): \(found), scikit-learn has \(number)")
    }

    private func isNear(_ one: Double, _ other: Double) -> Bool { (one - other).magnitude < 1e-9 }
}
