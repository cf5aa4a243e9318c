import Foundation
import JSONBytes
import TestSupport
import Testing

@testable import ModelTraining

@Suite struct PlattScalingTests {
    /// What scikit-learn makes of margins; `scripts/make-calibration-fixtures.sh` makes them.
    struct Case: Sendable, CustomTestStringConvertible {
        var name = ""
        var margins: [Float] = []
        var targets: [Float] = []
        var weights: [Float]?
        var slope = 0.0
        var intercept = 0.0
        var probabilities: [Double] = []

        var testDescription: String { name }

        static let all: [Case] = {
            let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/platt.json")
            guard let bytes = try? [UInt8](Data(contentsOf: path)), let document = try? JSONValue.parse(bytes.span)
            else {
                return []
            }
            return (document["cases"]?.array ?? []).map { value in
                func numbers(_ name: String) -> [Double] { (value[name]?.array ?? []).compactMap(\.number) }
                return Case(
                    name: value["name"]?.string ?? "", margins: numbers("margins").map { Float($0) },
                    targets: numbers("targets").map { Float($0) },
                    weights: value["weights"]?.isNull == true ? nil : numbers("weights").map { Float($0) },
                    slope: value["slope"]?.number ?? 0, intercept: value["intercept"]?.number ?? 0,
                    probabilities: numbers("probabilities"))
            }
        }()
    }

    @Test func `there are cases`() {
        #expect(Case.all.count == 8)
        #expect(Case.all.count { $0.weights != nil } == 1)
    }

    @Test(arguments: Case.all)
    func `scikit-learn gives the same probabilities`(example: Case) throws {
        let line = try PlattScaling.fit(margins: example.margins, targets: example.targets, weights: example.weights)
        for (margin, expected) in zip(example.margins, example.probabilities) {
            let found = 1 / (1 + exp(-(line.slope * Double(margin) + line.intercept)))
            #expect(abs(found - expected) < 1e-6, "\(found), \(expected)")
        }
        #expect(abs(line.slope - example.slope) < 1e-5 * max(1, abs(example.slope)))
        #expect(abs(line.intercept - example.intercept) < 1e-5 * max(1, abs(example.intercept)))
    }

    @Test(arguments: Case.all)
    func `a weight is as good as that many rows`(example: Case) throws {
        let weights = example.margins.indices.map { $0 % 3 }
        var (margins, targets): ([Float], [Float]) = ([], [])
        for (index, count) in weights.enumerated() {
            margins += Array(repeating: example.margins[index], count: count)
            targets += Array(repeating: example.targets[index], count: count)
        }
        guard Set(targets).count == 2, Set(margins).count > 1 else { return }
        let repeated = try PlattScaling.fit(margins: margins, targets: targets)
        let weighted = try PlattScaling.fit(
            margins: example.margins, targets: example.targets, weights: weights.map { Float($0) })
        #expect(abs(repeated.slope - weighted.slope) < 1e-8 * max(1, abs(repeated.slope)))
        #expect(abs(repeated.intercept - weighted.intercept) < 1e-8 * max(1, abs(repeated.intercept)))
    }

    @Test func `what is calibrated already stays as it is`() throws {
        var generator = SeededGenerator(seed: 3)
        let margins = (0..<20_000).map { _ in Float.random(in: -4...4, using: &generator) }
        let targets = margins.map { margin -> Float in
            Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-Double(margin))) ? 1 : 0
        }
        let line = try PlattScaling.fit(margins: margins, targets: targets)
        #expect(abs(line.slope - 1) < 0.05 && abs(line.intercept) < 0.05)
    }

    @Test(arguments: [Float(1e-20), 1e-3, 1e6, 1e18])
    func `the size of the margins does not matter`(scale: Float) throws {
        let example = try #require(Case.all.first)
        let plain = try PlattScaling.fit(margins: example.margins, targets: example.targets)
        let scaled = try PlattScaling.fit(margins: example.margins.map { $0 * scale }, targets: example.targets)
        #expect(abs(scaled.slope * Double(scale) / plain.slope - 1) < 1e-5)
        #expect(abs(scaled.intercept - plain.intercept) < 1e-5)
    }

    @Test(
        arguments: [
            ([1, 2, 3], [1, 1, 1], nil, "the validation rows have one class only"),
            ([1, 2, 3], [0, 1, 1], [0, 1, 1], "the validation rows have one class only"),
            ([2, 2, 2], [0, 1, 1], nil, "all validation rows have the same margin"),
            ([1, .infinity, 3], [0, 1, 1], nil, "a validation row has the margin inf"),
            ([-1, 1, -1, 1], [0, 0, 1, 1], nil, "on the validation rows the margin says nothing about the class"),
        ] as [([Float], [Float], [Float]?, String)])
    func `what can't be fitted is said`(margins: [Float], targets: [Float], weights: [Float]?, problem: String) {
        let error = #expect(throws: TrainingError.self) {
            try PlattScaling.fit(margins: margins, targets: targets, weights: weights)
        }
        #expect(error?.description == "the calibration can't be fitted: " + problem)
    }
}
