extension Predictor {
    /// What it consists of, for programs; other names for trees than for a linear model.
    package var counts: [NamedValue<Int>] {
        switch self {
        case .trees(let ensemble):
            [NamedValue("trees", ensemble.treeCount), NamedValue("nodes", ensemble.nodeCount)]
        case .linear(let model): [NamedValue("weights", model.weights.count)]
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
        }
    }
}

extension Calibration {
    /// A line for people.
    package var text: String { "\(method.rawValue): logistic(\(slope) × margin + \(intercept))" }
}
