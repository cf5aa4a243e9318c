extension Predictor {
    /// What it consists of, for programs; other names for each kind.
    package var counts: [NamedValue<Int>] {
        switch self {
        case .trees(let ensemble):
            [NamedValue("trees", ensemble.treeCount), NamedValue("nodes", ensemble.nodeCount)]
        case .linear(let model): [NamedValue("weights", model.weights.count)]
        case .pipeline(let pipeline):
            [
                NamedValue("steps", pipeline.steps.count),
                NamedValue("trees", pipeline.ensembles.reduce(0) { $0 + $1.treeCount }),
                NamedValue("nodes", pipeline.ensembles.reduce(0) { $0 + $1.nodeCount }),
            ]
        }
    }

    /// The same as a line for people.
    package var facts: [(name: String, text: String)] {
        switch self {
        case .trees(let ensemble): [("trees", "\(ensemble.treeCount), \(ensemble.nodeCount) nodes")]
        case .linear(let model):
            [
                (
                    "linear",
                    "\(model.weights.count) weights, \(model.groupCount) \(model.groupCount == 1 ? "bias" : "biases")"
                )
            ]
        case .pipeline(let pipeline):
            [("pipeline", "\(pipeline.steps.count) steps, \(pipeline.columnCount) columns")]
                + pipeline.ensembles.map { ("trees", "\($0.treeCount), \($0.nodeCount) nodes") }
        }
    }
}

extension Calibration {
    /// A line for people.
    package var text: String { "\(method.rawValue): logistic(\(slope) × margin + \(intercept))" }
}
