import ScoringModel
import Testing

@testable import ModelTraining

@Suite struct EvaluationTests {
    private func metric(_ name: String, _ evaluation: Evaluation) throws -> Double {
        try #require(evaluation.metrics.value(named: name))
    }

    @Test func `two classes`() throws {
        let evaluation = Evaluation.binary(scores: [0.9, 0.4, 0.6, 0.1], targets: [1, 1, 0, 0], threshold: 0.5)
        #expect(try metric("accuracy", evaluation) == 0.5)
        // Of the four pairs 0.4 < 0.6 is the wrong one.
        #expect(try metric("auc", evaluation) == 0.75)
        // −(ln 0.9 + ln 0.4 + ln 0.4 + ln 0.9) / 4
        #expect(try abs(metric("logloss", evaluation) - 0.5108256237659907) < 1e-12)
    }

    @Test func `ties count half, and the threshold belongs to class 1`() throws {
        let evaluation = Evaluation.binary(scores: [0.5, 0.5, 0.5], targets: [1, 0, 0], threshold: 0.5)
        #expect(try metric("auc", evaluation) == 0.5)
        #expect(try abs(metric("accuracy", evaluation) - 1 / 3) < 1e-12)
    }

    @Test func `certainty that is wrong has a finite loss`() throws {
        #expect(try metric("logloss", .binary(scores: [0, 1], targets: [1, 0], threshold: 0.5)).isFinite)
    }

    @Test func `several classes`() throws {
        let evaluation = Evaluation.multiclass(
            probabilities: [0.5, 0.3, 0.2, 0.2, 0.2, 0.6, 0.4, 0.4, 0.2], classCount: 3, targets: [0, 1, 0])
        // The first of two equal ones is the label.
        #expect(try abs(metric("accuracy", evaluation) - 2 / 3) < 1e-12)
        // −(ln 0.5 + ln 0.2 + ln 0.4) / 3
        #expect(try abs(metric("mlogloss", evaluation) - 1.0729586082894) < 1e-9)
    }

    @Test func `numbers`() throws {
        let evaluation = Evaluation.regression(predictions: [1, 2, 5], targets: [1, 2, 3])
        #expect(try abs(metric("rmse", evaluation) - (4.0 / 3).squareRoot()) < 1e-12)
        #expect(try abs(metric("mae", evaluation) - 2 / 3) < 1e-12)
        #expect(try metric("r2", evaluation) == -1)
        #expect(Evaluation.regression(predictions: [1], targets: [1]).metrics.value(named: "r2") == nil)
    }
}
