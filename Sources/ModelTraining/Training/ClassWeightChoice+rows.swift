import ScoringModel

extension Recipe {
    /// What each training row counts: its own weight times its class's; nil where all count the same.
    func trainingWeights(_ training: ExampleTable, _ target: TargetColumn) throws(TrainingError) -> [Float]? {
        guard let classWeights else { return training.weights }
        let factors: [Double]
        switch classWeights.value {
        case .balanced:
            let counts = target.counts(training.targets)
            factors = counts.map { Double(training.count) / (Double(counts.count) * Double($0)) }
        case .weights(let weights):
            for weight in weights where !target.labels.contains(weight.name) {
                throw failure(
                    weight.value.line,
                    "class_weights has \(weight.name), but the classes are \(target.labels.prefix(30).joined(separator: ", "))"
                )
            }
            factors = target.labels.indices.map { weights.value(named: target.label($0))?.value ?? 1 }
        }
        return training.targets.indices.map { row in
            Float(Double(training.weights?[row] ?? 1) * factors[Int(training.targets[row])])
        }
    }
}
