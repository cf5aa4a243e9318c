import ScoringModel

/// Converts an ONNX graph, node by node in its order, into the steps of a pipeline.
struct GraphConversion {
    let file: ONNXModelFile
    let mlVersion: Int
    let version: Int
    var builder: PipelineBuilder
    var values: [String: GraphValue] = [:]
    /// Names of the categories, in the order of their codes, of the features that are texts.
    var categories: [Int: [String]] = [:]
    var notes: [String] = []

    init(_ file: ONNXModelFile, _ features: GraphFeatures) throws(ModelImportError) {
        self.file = file
        version = file.operatorSets[""] ?? 1
        mlVersion = file.operatorSets["ai.onnx.ml"] ?? 1
        builder = PipelineBuilder(precision: features.precision, featureCount: features.names.count)
        values = features.values
        for case .texts(let texts) in values.values {
            for case .feature(let feature) in texts.columns { categories[feature] = [] }
        }
        for tensor in file.graph.initializers { values[tensor.name] = .constant(tensor) }
    }

    /// Converts the nodes that the graph's outputs need.
    mutating func run() throws(ModelImportError) {
        var needed = Set(file.graph.outputs.map(\.name))
        var chosen: [ONNXNode] = []
        for node in file.graph.nodes.reversed() where node.outputs.contains(where: needed.contains) {
            chosen.append(node)
            needed.formUnion(node.inputs)
        }
        for node in chosen.reversed() {
            let results = try convert(node)
            for (name, value) in zip(node.outputs, results) where !name.isEmpty {
                guard values.updateValue(value, forKey: name) == nil else {
                    throw node.failure("its output \(name.prefix(64)) has a value already")
                }
            }
        }
    }

    private mutating func convert(_ node: ONNXNode) throws(ModelImportError) -> [GraphValue] {
        var inputs: [GraphValue?] = []
        for name in node.inputs {
            if !name.isEmpty, values[name] == nil {
                throw node.failure("its input \(name.prefix(64)) is not defined before it")
            }
            inputs.append(name.isEmpty ? nil : values[name])
        }
        let operands = Operands(node: node, values: inputs)
        if node.domain == "ai.onnx.ml", let results = try convertLearning(operands) { return results }
        if node.domain.isEmpty {
            if let results = try convertShape(operands) { return results }
            if let results = try convertArithmetic(operands) { return results }
        }
        let set = node.domain.isEmpty ? version : (file.operatorSets[node.domain] ?? 0)
        throw ModelImportError(
            "the node \(node.name.prefix(64)) has the operator \(node.operation.prefix(64)) of the domain "
                + "\(node.domain.isEmpty ? "ai.onnx" : String(node.domain.prefix(64))), version \(set), which can't be imported"
        )
    }
}

/// The values that a node takes.
struct Operands {
    let node: ONNXNode
    let values: [GraphValue?]

    func optional(_ index: Int) -> GraphValue? { index < values.count ? values[index] : nil }

    subscript(_ index: Int) -> GraphValue {
        get throws(ModelImportError) {
            guard let value = optional(index) else { throw node.failure("its input \(index) is absent") }
            return value
        }
    }

    func matrix(_ index: Int) throws(ModelImportError) -> GraphMatrix {
        guard case .matrix(let matrix) = try self[index] else {
            throw node.failure("its input \(index) must be numbers that depend on the row")
        }
        return matrix
    }

    func constant(_ index: Int) throws(ModelImportError) -> ONNXTensor {
        guard case .constant(let tensor) = try self[index] else {
            throw node.failure("its input \(index) must be constant")
        }
        return tensor
    }

    /// Whole numbers of a constant input.
    func integers(_ index: Int) throws(ModelImportError) -> [Int] {
        let tensor = try constant(index)
        guard tensor.type.isInteger else { throw node.failure("its input \(index) must be whole numbers") }
        // Far more than any extent or index; beyond it Int(…) could trap.
        return tensor.numbers.map { Int($0.clamped(to: -1e15...1e15)) }
    }

    func axis(_ axis: Int, _ shape: [Int]) throws(ModelImportError) -> Int {
        guard let place = GraphShape.axis(axis, shape) else { throw node.failure("there is no axis \(axis)") }
        return place
    }

    /// An axis along which columns lie, not rows.
    func columnAxis(_ axis: Int, _ shape: [Int]) throws(ModelImportError) -> Int {
        let place = try self.axis(axis, shape)
        guard shape[place] >= 0 else { throw node.failure("it would mix rows with each other") }
        return place
    }
}

extension Double {
    func clamped(to range: ClosedRange<Double>) -> Double { min(max(self, range.lowerBound), range.upperBound) }
}
