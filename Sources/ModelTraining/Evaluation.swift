import Glibc
import ScoringModel

/// How good predictions for the validation examples are.
struct Evaluation: Sendable, Equatable {
    let metrics: [NamedValue<Double>]

    /// Of two classes: `scores` are probabilities of class 1, `targets` 0 or 1.
    static func binary(scores: [Double], targets: [Float], threshold: Double) -> Evaluation {
        var correct = 0
        var loss = 0.0
        for (score, target) in zip(scores, targets) {
            if (score >= threshold) == (target == 1) { correct += 1 }
            loss -= log(clamped(target == 1 ? score : 1 - score))
        }
        return Evaluation(metrics: [
            NamedValue("accuracy", Double(correct) / Double(targets.count)),
            NamedValue("logloss", loss / Double(targets.count)),
            NamedValue("auc", areaUnderCurve(scores: scores, targets: targets)),
        ])
    }

    /// Of several classes: `probabilities` are row-major examples × classes, `targets` indices of classes.
    static func multiclass(probabilities: [Double], classCount: Int, targets: [Float]) -> Evaluation {
        var correct = 0
        var loss = 0.0
        for (position, target) in targets.enumerated() {
            let row = probabilities[(position * classCount)..<((position + 1) * classCount)]
            let start = row.startIndex
            if row.indices.max(by: { (row[$0], $1) < (row[$1], $0) }) == start + Int(target) { correct += 1 }
            loss -= log(clamped(row[start + Int(target)]))
        }
        return Evaluation(metrics: [
            NamedValue("accuracy", Double(correct) / Double(targets.count)),
            NamedValue("mlogloss", loss / Double(targets.count)),
        ])
    }

    static func regression(predictions: [Double], targets: [Float]) -> Evaluation {
        let count = Double(targets.count)
        let mean = targets.reduce(0.0) { $0 + Double($1) } / count
        var squares = 0.0
        var distances = 0.0
        var variance = 0.0
        for (prediction, target) in zip(predictions, targets) {
            let error = prediction - Double(target)
            squares += error * error
            distances += abs(error)
            variance += (Double(target) - mean) * (Double(target) - mean)
        }
        var metrics = [NamedValue("rmse", (squares / count).squareRoot()), NamedValue("mae", distances / count)]
        // Targets that are all the same leave nothing to explain.
        if variance > 0 { metrics.append(NamedValue("r2", 1 - squares / variance)) }
        return Evaluation(metrics: metrics)
    }

    /// The chance that an example of class 1 has a higher score than one of class 0, ties counted half; 0.5 when one class
    /// is absent.
    private static func areaUnderCurve(scores: [Double], targets: [Float]) -> Double {
        let ascending = scores.indices.sorted { scores[$0] < scores[$1] }
        var rankSum = 0.0
        var positives = 0.0
        var start = 0
        while start < ascending.count {
            var end = start
            while end < ascending.count, scores[ascending[end]] == scores[ascending[start]] { end += 1 }
            // Ranks count from 1; ties share their mean.
            let rank = Double(start + end + 1) / 2
            for index in ascending[start..<end] where targets[index] == 1 {
                rankSum += rank
                positives += 1
            }
            start = end
        }
        let negatives = Double(scores.count) - positives
        guard positives > 0, negatives > 0 else { return 0.5 }
        return (rankSum - positives * (positives + 1) / 2) / (positives * negatives)
    }

    /// A probability of 0 would make the loss infinite.
    private static func clamped(_ probability: Double) -> Double { max(probability, 1e-15) }
}

extension Evaluation {
    /// Of a model's values, as `OutputCalculator` gives them: row-major examples × columns.
    init(values: [Float], manifest: Manifest, targets: [Float]) {
        switch manifest.task {
        case .binary:
            let scores = stride(from: manifest.positiveClass, to: values.count, by: 2).map { Double(values[$0]) }
            self = .binary(scores: scores, targets: targets, threshold: Double(manifest.decisionThreshold))
        case .multiclass:
            self = .multiclass(
                probabilities: values.map(Double.init), classCount: manifest.classLabels.count, targets: targets)
        case .regression, .ranking, .multiTarget:
            self = .regression(predictions: values.map(Double.init), targets: targets)
        }
    }

    /// Of a model that knows the training targets only: how frequent each class is, or the mean.
    init(baselineOf training: [Float], manifest: Manifest, targets: [Float]) {
        let mean = training.reduce(0.0) { $0 + Double($1) } / Double(training.count)
        switch manifest.task {
        case .binary:
            self = .binary(scores: targets.map { _ in mean }, targets: targets, threshold: 0.5)
        case .multiclass:
            var frequencies = [Double](repeating: 0, count: manifest.classLabels.count)
            for target in training { frequencies[Int(target)] += 1 / Double(training.count) }
            self = .multiclass(
                probabilities: targets.flatMap { _ in frequencies }, classCount: frequencies.count, targets: targets)
        case .regression, .ranking, .multiTarget:
            self = .regression(predictions: targets.map { _ in mean }, targets: targets)
        }
    }
}
