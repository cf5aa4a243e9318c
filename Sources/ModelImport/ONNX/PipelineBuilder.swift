import ScoringModel

/// The steps of a pipeline while a graph is converted, and what is known of their columns.
struct PipelineBuilder {
    let precision: Precision
    let featureCount: Int
    private(set) var steps: [PipelineStep] = []
    private(set) var ensembles: [TreeEnsemble] = []
    /// Step and place of each column behind the features.
    private var origins: [(step: Int, place: Int)] = []
    /// First column of each step.
    private var starts: [Int] = []
    /// Columns that together are a probability distribution.
    var distributions: Set<[Int32]> = []
    /// Ensemble of a step whose trees know where missing values go.
    private(set) var missingAware: Set<Int> = []

    init(precision: Precision, featureCount: Int) {
        self.precision = precision
        self.featureCount = featureCount
    }

    /// Appends a step and gives its columns.
    mutating func append(
        _ operation: PipelineOperation, _ inputs: [Int32], outputs count: Int? = nil, constants: [Double] = []
    ) throws(ModelImportError) -> [Int32] {
        let count = count ?? inputs.count
        let start = featureCount + origins.count
        guard count > 0, start + count <= Pipeline.maximumColumnCount, steps.count < Pipeline.maximumStepCount else {
            throw ModelImportError(
                "the ONNX graph computes more than \(Pipeline.maximumColumnCount) columns, or none at all")
        }
        starts.append(start)
        for place in 0..<count { origins.append((steps.count, place)) }
        steps.append(
            PipelineStep(operation, inputs, outputs: count, constants: constants.map { precision.rounded($0) }))
        return (0..<count).map { Int32(start + $0) }
    }

    mutating func append(
        _ ensemble: TreeEnsemble, _ inputs: [Int32], isMissingAware: Bool
    ) throws(ModelImportError) -> [Int32] {
        if isMissingAware { missingAware.insert(ensembles.count) }
        ensembles.append(ensemble)
        return try append(.trees, inputs, outputs: ensemble.groupCount)
    }

    /// The step that made a column, and the column's place among its outputs; nil for a feature.
    func origin(_ column: Int32) -> (step: PipelineStep, place: Int)? {
        let index = Int(column) - featureCount
        guard index >= 0 else { return nil }
        return (steps[origins[index].step], origins[index].place)
    }

    /// The operand of a column that is one operation of one other column.
    func operand(_ column: Int32, _ operation: PipelineOperation) -> Int32? {
        guard let (step, place) = origin(column), step.operation == operation, step.operation.shape == .unary else {
            return nil
        }
        return step.inputs[place]
    }

    /// The inputs of the one step whose outputs these columns are, all of them and in order.
    func inputs(_ columns: [Int32], _ operation: PipelineOperation) -> [Int32]? {
        guard let first = columns.first, let (step, place) = origin(first), place == 0, step.operation == operation,
            step.outputCount == columns.count, columns == (0..<Int32(columns.count)).map({ first + $0 })
        else { return nil }
        return step.inputs
    }

    // MARK: The end

    /// The pipeline of the steps that the outputs need.
    func pipeline(_ outputs: [Int32]) -> Pipeline {
        let needed = neededSteps(outputs)
        var result = Pipeline(precision: precision, featureCount: featureCount)
        var numbers = (0..<Int32(featureCount)).map { $0 }
        numbers.reserveCapacity(featureCount + origins.count)
        var (known, ensemble) = (Int32(featureCount), 0)
        for (index, step) in steps.enumerated() {
            defer { if step.operation == .trees { ensemble += 1 } }
            for place in 0..<step.outputCount { numbers.append(known + Int32(place)) }
            guard needed[index] else {
                continue
            }
            known += Int32(step.outputCount)
            var kept = step
            kept.inputs = step.inputs.map { numbers[Int($0)] }
            result.steps.append(kept)
            if step.operation == .trees { result.ensembles.append(ensembles[ensemble]) }
        }
        result.outputs = outputs.map { numbers[Int($0)] }
        return result
    }

    private func neededSteps(_ outputs: [Int32]) -> [Bool] {
        var needed = [Bool](repeating: false, count: steps.count)
        func need(_ column: Int32) {
            let index = Int(column) - featureCount
            if index >= 0 { needed[origins[index].step] = true }
        }
        outputs.forEach(need)
        for index in steps.indices.reversed() where needed[index] { steps[index].inputs.forEach(need) }
        return needed
    }

    /// Per feature, whether the outputs are as the library's also where it is missing: it is imputed, goes into trees that
    /// were told where missing values go, is looked up under a name, or is not used.
    func toleratesMissing(_ outputs: [Int32], names: Set<Int>) -> [Bool] {
        let needed = neededSteps(outputs)
        var tolerates = [Bool](repeating: true, count: featureCount + origins.count)
        for output in outputs { tolerates[Int(output)] = false }
        var ensemble = ensembles.count
        for index in steps.indices.reversed() {
            let step = steps[index]
            if step.operation == .trees { ensemble -= 1 }
            guard needed[index] else { continue }
            let compared = step.operation == .trees ? Set(ensembles[ensemble].features) : []
            for (place, input) in step.inputs.enumerated() {
                let passes =
                    switch step.operation {
                    case .impute, .isMissing: true
                    case .round, .truncate: tolerates[starts[index] + place]
                    case .oneHot, .lookup: names.contains(Int(input))
                    case .trees: missingAware.contains(ensemble) || !compared.contains(Int32(place))
                    default: false
                    }
                if !passes { tolerates[Int(input)] = false }
            }
        }
        return Array(tolerates.prefix(featureCount))
    }
}
