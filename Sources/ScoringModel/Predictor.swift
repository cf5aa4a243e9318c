/// What turns an encoded row into margins.
package enum Predictor: Sendable, Equatable {
    case trees(TreeEnsemble)
    case linear(LinearModel)
    case pipeline(Pipeline)

    /// Number of margins per row.
    package var groupCount: Int {
        switch self {
        case .trees(let ensemble): ensemble.groupCount
        case .linear(let model): model.groupCount
        case .pipeline(let pipeline): pipeline.outputs.count
        }
    }

    /// What each margin starts from; `groupCount` elements, 0 for a pipeline.
    package var baseMargins: [Double] {
        switch self {
        case .trees(let ensemble): ensemble.baseMargins
        case .linear(let model): model.baseMargins.map(Double.init)
        case .pipeline(let pipeline): Array(repeating: 0, count: pipeline.outputs.count)
        }
    }

    package var precision: Precision {
        switch self {
        case .trees(let ensemble): ensemble.precision
        case .linear: .float32
        case .pipeline(let pipeline): pipeline.precision
        }
    }

    /// The trees, to read or to change; nil for another predictor.
    package var trees: TreeEnsemble? {
        get { if case .trees(let ensemble) = self { ensemble } else { nil } }
        set { if let newValue { self = .trees(newValue) } }
    }

    /// The linear model, to read or to change; nil for another predictor.
    package var linear: LinearModel? {
        get { if case .linear(let model) = self { model } else { nil } }
        set { if let newValue { self = .linear(newValue) } }
    }

    /// The pipeline, to read or to change; nil for another predictor.
    package var pipeline: Pipeline? {
        get { if case .pipeline(let pipeline) = self { pipeline } else { nil } }
        set { if let newValue { self = .pipeline(newValue) } }
    }

    /// Bytes of the arrays in memory.
    package var byteCount: Int {
        switch self {
        case .trees(let ensemble):
            ensemble.byteCount
        case .linear(let model): 4 * (model.weights.count + 2 * model.groupCount)
        case .pipeline(let pipeline): pipeline.byteCount
        }
    }

    func validate(_ features: [Feature]) throws(ModelError) {
        switch self {
        case .trees(let ensemble): try ensemble.validate(featureCount: features.count)
        case .linear(let model): try model.validate(features)
        case .pipeline(let pipeline): try pipeline.validate(featureCount: features.count)
        }
    }
}
