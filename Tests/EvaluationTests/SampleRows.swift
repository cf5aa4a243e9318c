import Evaluation
import JSONBytes
import ScoringModel
import TestSupport

/// Rows of every kind that a figure can stumble over.
struct SampleRows: Sendable {
    let name: String
    let rows: ScoredRows
    var threshold: Float = 0.5

    static let all: [SampleRows] = [
        SampleRows(name: "binary", rows: binary(500)),
        SampleRows(name: "binary with weights", rows: binary(500, isWeighted: true), threshold: 0.3),
        SampleRows(name: "binary with ties, also on the threshold", rows: binary(400, steps: 10)),
        SampleRows(
            name: "binary with weights, ties and the first class positive",
            rows: binary(300, isWeighted: true, steps: 4, positiveClass: 0)),
        SampleRows(name: "binary, every probability 0 or 1", rows: binary(200, steps: 1)),
        SampleRows(name: "binary, nothing reaches the threshold", rows: binary(50), threshold: 2),
        SampleRows(
            name: "binary, positive rows alone",
            rows: ScoredRows(task: .binary, classLabels: ["n", "p"], targets: [1, 1, 1], values: [0.2, 0.5, 0.9])),
        SampleRows(
            name: "binary, other rows alone",
            rows: ScoredRows(task: .binary, classLabels: ["n", "p"], targets: [0, 0], values: [0.2, 0.5])),
        SampleRows(
            name: "binary, positive rows of no weight",
            rows: ScoredRows(
                task: .binary, classLabels: ["n", "p"], targets: [0, 1, 0], weights: [1, 0, 2], values: [0.2, 0.5, 0.7])
        ),
        SampleRows(
            name: "one row",
            rows: ScoredRows(
                task: .binary, classLabels: ["n", "p"], targets: [1], values: [0.25])),
        SampleRows(name: "three classes", rows: multiclass(400, classes: 3)),
        SampleRows(name: "forty classes with weights", rows: multiclass(900, classes: 40, isWeighted: true)),
        SampleRows(name: "a class that never comes", rows: multiclass(200, classes: 4, absent: 2)),
        SampleRows(name: "numbers", rows: regression(501)),
        SampleRows(name: "an even number of numbers", rows: regression(500)),
        SampleRows(name: "numbers with weights", rows: regression(400, isWeighted: true)),
        SampleRows(name: "numbers with a zero among them", rows: regression(100, hasZero: true)),
        SampleRows(
            name: "numbers that are all the same",
            rows: ScoredRows(task: .regression, targets: [3, 3, 3], values: [3, 2.5, 4])),
    ]

    var json: JSONValue {
        func numbers(_ values: [Float]) -> JSONValue { .array(values.map { .number(Double($0)) }) }
        return .object([
            .init("task", .string(rows.task.rawValue)), .init("labels", .array(rows.classLabels.map { .string($0) })),
            .init("positive", .integer(rows.positiveClass)), .init("targets", numbers(rows.targets)),
            .init("weights", rows.weights.map(numbers) ?? .null), .init("values", numbers(rows.values)),
            .init("threshold", .number(Double(threshold))),
        ])
    }

    /// Scores that tell something, in `steps` + 1 different ones.
    static func binary(
        _ count: Int, isWeighted: Bool = false, steps: Float = 1_000_000, positiveClass: Int = 1
    ) -> ScoredRows {
        var random = SeededGenerator(seed: UInt64(count))
        let targets = (0..<count).map { _ in Float.random(in: 0..<1, using: &random) < 0.3 ? Float(1) : 0 }
        let values = targets.map { target in
            ((Float.random(in: 0...1, using: &random) + target * 0.5) / 1.5 * steps).rounded() / steps
        }
        return ScoredRows(
            task: .binary, classLabels: ["n", "p"], positiveClass: positiveClass, targets: targets,
            weights: isWeighted ? weights(count, &random) : nil, values: values)
    }

    static func multiclass(_ count: Int, classes: Int, absent: Int? = nil, isWeighted: Bool = false) -> ScoredRows {
        var random = SeededGenerator(seed: UInt64(count))
        let present = (0..<classes).filter { $0 != absent }
        let targets = (0..<count).map { Float(present[$0 % present.count]) }
        let values = targets.flatMap { target -> [Float] in
            let raw = (0..<classes).map { Float.random(in: 0..<1, using: &random) + (Float($0) == target ? 0.7 : 0) }
            let sum = raw.reduce(0, +)
            return raw.map { $0 / sum }
        }
        return ScoredRows(
            task: .multiclass, classLabels: (0..<classes).map { "class \($0)" }, targets: targets,
            weights: isWeighted ? weights(count, &random) : nil, values: values)
    }

    static func regression(_ count: Int, isWeighted: Bool = false, hasZero: Bool = false) -> ScoredRows {
        var random = SeededGenerator(seed: UInt64(count))
        var targets = (0..<count).map { _ in Float.random(in: 1e5...1.001e5, using: &random) }
        if hasZero { targets[3] = 0 }
        return ScoredRows(
            task: .regression, targets: targets, weights: isWeighted ? weights(count, &random) : nil,
            values: targets.map { $0 + Float.random(in: -20...30, using: &random) })
    }

    /// Some of them 0.
    private static func weights(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
        (0..<count).map { $0 % 17 == 3 ? 0 : Float.random(in: 0.1...5, using: &random) }
    }
}
