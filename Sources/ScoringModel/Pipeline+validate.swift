extension Pipeline {
    /// Features and columns that steps append, together.
    package static let maximumColumnCount = 1 << 18
    package static let maximumStepCount = 1 << 16

    /// Checks every column, count and constant, and the ensembles.
    func validate(featureCount columns: Int) throws(ModelError) {
        guard featureCount == columns else {
            throw ModelError("the pipeline starts from \(featureCount) columns, the model has \(columns)")
        }
        guard steps.count <= Self.maximumStepCount else {
            throw ModelError("the pipeline has \(steps.count) steps, expected at most \(Self.maximumStepCount)")
        }
        guard (1...TreeEnsemble.maximumGroupCount).contains(outputs.count) else {
            throw ModelError(
                "the pipeline has \(outputs.count) outputs, expected 1 to \(TreeEnsemble.maximumGroupCount)")
        }
        guard columns <= Self.maximumColumnCount else { throw tooManyColumns }
        var (known, trees) = (columns, 0)
        for (position, step) in steps.enumerated() {
            do {
                try step.validate(known: known, precision)
                if step.operation == .trees {
                    try validate(trees, of: step)
                    trees += 1
                }
            } catch {
                throw ModelError("step \(position) of the pipeline, \(step.operation.rawValue): \(error)")
            }
            known += step.outputCount
            guard known <= Self.maximumColumnCount else { throw tooManyColumns }
        }
        guard trees == ensembles.count else {
            throw ModelError("the pipeline has \(ensembles.count) ensembles, its steps take \(trees)")
        }
        if let column = outputs.first(where: { !(0..<Int32(known)).contains($0) }) {
            throw ModelError("the pipeline's output is column \(column), there are \(known)")
        }
    }

    private var tooManyColumns: ModelError {
        ModelError("the pipeline has more than \(Self.maximumColumnCount) columns")
    }

    private func validate(_ ensemble: Int, of step: PipelineStep) throws(ModelError) {
        guard ensemble < ensembles.count else { throw ModelError("there is no ensemble for it") }
        let trees = ensembles[ensemble]
        guard trees.precision == precision else {
            throw ModelError("its ensemble has the precision \(trees.precision.rawValue)")
        }
        guard trees.groupCount == step.outputCount else {
            throw ModelError("it has \(step.outputCount) outputs, its ensemble \(trees.groupCount)")
        }
        guard trees.categorySets.allSatisfy({ $0 == -1 }), trees.categoryCodes.isEmpty, trees.missingZeros.isEmpty,
            trees.linearLeaves == nil
        else { throw ModelError("its trees have more than numeric splits and leaves of numbers") }
        guard !step.inputs.isEmpty else { throw ModelError("it has no inputs") }
        try trees.validate(featureCount: step.inputs.count)
    }
}

extension PipelineStep {
    fileprivate func validate(known: Int, _ precision: Precision) throws(ModelError) {
        if let input = inputs.first(where: { !(0..<Int32(known)).contains($0) }) {
            throw ModelError("its input is column \(input), there are \(known) before it")
        }
        guard (1...Pipeline.maximumColumnCount).contains(outputCount) else {
            throw ModelError("it has \(outputCount) outputs")
        }
        if let number = constants.first(where: { !$0.isFinite || precision.rounded($0) != $0 }) {
            throw ModelError("its constant \(number) is no finite number of the precision \(precision.rawValue)")
        }
        guard hasShape else {
            throw ModelError(
                "\(inputs.count) inputs, \(outputCount) outputs, \(constants.count) constants don't fit it")
        }
        if operation == .lookup {
            let keys = constants[1...constants.count / 2]
            for (left, right) in zip(keys, keys.dropFirst()) where left >= right {
                throw ModelError("its key \(right) follows \(left)")
            }
        }
    }

    private var hasShape: Bool {
        let (width, inputs, constants) = (outputCount, inputs.count, constants.count)
        switch operation.shape {
        case .unary: return inputs == width && constants == 0
        case .imputing: return inputs == width && constants == width
        case .binary: return (inputs == 2 * width && constants == 0) || (inputs == width && constants == width)
        case .special: break
        }
        switch operation {
        case .constant: return inputs == 0 && constants == width
        case .select: return inputs == 3 * width && constants == 0
        // A division: hostile counts must not overflow a product.
        case .affine: return constants.isMultiple(of: width) && constants / width == inputs + 1
        case .oneHot: return inputs == 1 && constants == width
        case .lookup: return inputs == 1 && width == 1 && constants % 2 == 1
        case .sum, .argmax: return inputs >= 1 && width == 1 && constants == 0
        case .softmax, .normalizeSum, .normalizeLength, .normalizeMaximum: return inputs == width && constants == 0
        default: return constants == 0
        }
    }
}
