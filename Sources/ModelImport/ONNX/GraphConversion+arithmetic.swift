import ScoringModel

/// Operators that compute.
extension GraphConversion {
    private static let binary: [String: PipelineOperation] = [
        "Add": .add, "Sub": .subtract, "Mul": .multiply, "Div": .divide, "Pow": .power, "Min": .minimum,
        "Max": .maximum, "Sum": .add, "Less": .less, "LessOrEqual": .lessOrEqual, "Equal": .equal, "And": .both,
        "Or": .either,
    ]
    private static let unary: [String: PipelineOperation] = [
        "Abs": .absolute, "Exp": .exponential, "IsNaN": .isMissing, "Log": .logarithm, "Neg": .negate, "Not": .not,
        "Reciprocal": .reciprocal, "Relu": .rectify, "Sigmoid": .logistic, "Sqrt": .squareRoot, "Tanh": .tangent,
    ]

    mutating func convertArithmetic(_ operands: Operands) throws(ModelImportError) -> [GraphValue]? {
        let node = operands.node
        if let operation = Self.binary[node.operation] {
            guard !operands.values.isEmpty else { throw node.failure("it has no inputs") }
            var value = try operands[0]
            for index in 1..<max(operands.values.count, 1) {
                value = try binary(operation, value, try operands[index], node)
            }
            return [value]
        }
        if let operation = Self.unary[node.operation] {
            let matrix = try operands.matrix(0)
            let isCondition = [.not, .isMissing].contains(operation)
            let columns = try builder.append(operation, matrix.columns)
            return [.matrix(try rounded(GraphMatrix(columns, matrix.shape, isCondition ? .boolean : matrix.type)))]
        }
        switch node.operation {
        case "Greater": return [try binary(.less, try operands[1], try operands[0], node)]
        case "GreaterOrEqual": return [try binary(.lessOrEqual, try operands[1], try operands[0], node)]
        case "Where": return [try choose(operands)]
        case "Clip": return [try clip(operands)]
        case "MatMul": return [try multiply(operands, bias: nil)]
        case "Gemm": return [try general(operands)]
        case "Softmax": return [try softmax(operands)]
        case "ReduceSum", "ReduceMean", "ReduceProd", "ReduceMin", "ReduceMax": return [try reduce(operands)]
        case "ArgMax": return [try argmax(operands)]
        default: return nil
        }
    }

    /// A value of Float32 in a pipeline that computes in Float64.
    mutating func rounded(_ matrix: GraphMatrix) throws(ModelImportError) -> GraphMatrix {
        guard builder.precision == .float64, matrix.type == .float32 else { return matrix }
        return GraphMatrix(try builder.append(.round, matrix.columns), matrix.shape, matrix.type)
    }

    // MARK: Two operands

    mutating func binary(
        _ operation: PipelineOperation, _ left: GraphValue, _ right: GraphValue, _ node: ONNXNode
    ) throws(ModelImportError) -> GraphValue {
        switch (left, right) {
        case (.matrix(let left), .matrix(let right)):
            guard let fit = GraphShape.broadcast(left.shape, right.shape) else { throw misfit(node) }
            let a = fit.left.map { left.columns[$0] }
            let b = fit.right.map { right.columns[$0] }
            let columns = try builder.append(operation, a + b, outputs: a.count)
            if operation == .divide { noteDistribution(a, b, columns) }
            return .matrix(try finished(operation, GraphMatrix(columns, fit.shape, left.type)))
        case (.matrix(let left), .constant(let right)):
            guard let fit = GraphShape.broadcast(left.shape, right.shape), right.type != .text else {
                throw misfit(node)
            }
            let a = fit.left.map { left.columns[$0] }
            let numbers = try finite(fit.right.map { right.numbers[$0] }, node)
            if operation == .multiply, numbers.allSatisfy({ $0 == -1 }) {
                return .matrix(GraphMatrix(try builder.append(.negate, a), fit.shape, left.type))
            }
            let columns = try builder.append(operation, a, constants: numbers)
            return .matrix(try finished(operation, GraphMatrix(columns, fit.shape, left.type)))
        case (.constant(let left), .matrix(let matrix)):
            if [.add, .multiply, .minimum, .maximum, .equal, .both, .either].contains(operation) {
                return try binary(operation, right, .constant(left), node)
            }
            guard left.type != .text else { throw misfit(node) }
            if operation == .subtract, left.count == 1, left.numbers == [1] {
                let columns = try builder.append(.complement, matrix.columns)
                for (one, other) in zip(columns, matrix.columns) { builder.distributions.insert([one, other]) }
                return .matrix(try rounded(GraphMatrix(columns, matrix.shape, matrix.type)))
            }
            guard let fit = GraphShape.broadcast(left.shape, matrix.shape) else { throw misfit(node) }
            let numbers = try finite(fit.left.map { left.numbers[$0] }, node)
            let filled = try builder.append(.constant, [], outputs: numbers.count, constants: numbers)
            return try binary(operation, .matrix(GraphMatrix(filled, fit.shape, matrix.type)), right, node)
        default: throw node.failure("at least one of its inputs must be numbers that depend on the row")
        }
    }

    private func misfit(_ node: ONNXNode) -> ModelImportError { node.failure("the shapes of its inputs don't fit") }

    private mutating func finished(
        _ operation: PipelineOperation, _ matrix: GraphMatrix
    ) throws(ModelImportError) -> GraphMatrix {
        var matrix = matrix
        if [.less, .lessOrEqual, .equal, .both, .either].contains(operation) { matrix.type = .boolean }
        if operation == .divide, matrix.type.isInteger {
            matrix.columns = try builder.append(.truncate, matrix.columns)
        }
        return try rounded(matrix)
    }

    /// Columns divided by their own sum.
    private mutating func noteDistribution(_ left: [Int32], _ right: [Int32], _ columns: [Int32]) {
        guard let sum = right.first, right.allSatisfy({ $0 == sum }), let origin = builder.origin(sum),
            origin.step.operation == .sum, origin.step.inputs == left
        else { return }
        builder.distributions.insert(columns)
    }

    private mutating func choose(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        var parts = [try operands.matrix(0)]
        for index in 1...2 {
            if case .constant(let tensor) = try operands[index] {
                guard tensor.type != .text, let fit = GraphShape.broadcast(tensor.shape, parts[0].shape) else {
                    throw misfit(node)
                }
                let numbers = try finite(fit.left.map { tensor.numbers[$0] }, node)
                let columns = try builder.append(.constant, [], outputs: numbers.count, constants: numbers)
                parts.append(GraphMatrix(columns, fit.shape, tensor.type))
            } else {
                parts.append(try operands.matrix(index))
            }
        }
        guard let first = GraphShape.broadcast(parts[0].shape, parts[1].shape),
            let shape = GraphShape.broadcast(first.shape, parts[2].shape)?.shape
        else { throw misfit(node) }
        var columns: [Int32] = []
        for part in parts {
            guard let fit = GraphShape.broadcast(part.shape, shape), fit.shape == shape else { throw misfit(node) }
            columns += fit.left.map { part.columns[$0] }
        }
        return .matrix(
            GraphMatrix(
                try builder.append(.select, columns, outputs: GraphShape.width(shape)), shape, parts[1].type))
    }

    private mutating func clip(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        var value = try operands[0]
        for (index, name, operation) in [(1, "min", PipelineOperation.maximum), (2, "max", .minimum)] {
            if operands.optional(index) != nil {
                value = try binary(operation, value, .constant(try operands.constant(index)), node)
            } else if node.has(name) {
                let bound = ONNXTensor(type: .float32, shape: [], numbers: [Double(node.float(name, default: 0))])
                value = try binary(operation, value, .constant(bound), node)
            }
        }
        return value
    }

    // MARK: Products of matrices

    private mutating func multiply(_ operands: Operands, bias: [Double]?) throws(ModelImportError) -> GraphValue {
        let matrix = try operands.matrix(0)
        let weights = try operands.constant(1)
        let rows = matrix.columns.count
        guard matrix.shape == [-1, rows], (1...2).contains(weights.shape.count), weights.shape[0] == rows,
            weights.type != .text
        else { throw misfit(operands.node) }
        let width = weights.shape.count == 1 ? 1 : weights.shape[1]
        guard width > 0 else { throw misfit(operands.node) }
        let turned = (0..<width).flatMap { column in (0..<rows).map { weights.numbers[$0 * width + column] } }
        let columns = try affine(matrix.columns, turned, bias ?? Array(repeating: 0, count: width), operands.node)
        let shape = weights.shape.count == 1 ? [-1] : [-1, width]
        return .matrix(try rounded(GraphMatrix(columns, shape, matrix.type)))
    }

    /// `weights` is row-major, outputs × inputs.
    mutating func affine(
        _ inputs: [Int32], _ weights: [Double], _ bias: [Double], _ node: ONNXNode
    ) throws(ModelImportError) -> [Int32] {
        try builder.append(
            .affine, inputs, outputs: bias.count, constants: try finite(weights, node) + finite(bias, node))
    }

    private mutating func general(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        guard node.float("alpha", default: 1) == 1, node.float("beta", default: 1) == 1,
            node.integer("transA", default: 0) == 0
        else { throw node.failure("alpha, beta and transA must have their defaults") }
        let matrix = try operands.matrix(0)
        let tensor = try operands.constant(1)
        guard tensor.shape.count == 2, tensor.type != .text, matrix.shape == [-1, matrix.columns.count] else {
            throw misfit(node)
        }
        let isTurned = node.integer("transB", default: 0) != 0
        let (rows, width) = isTurned ? (tensor.shape[1], tensor.shape[0]) : (tensor.shape[0], tensor.shape[1])
        guard rows == matrix.columns.count, width > 0 else { throw misfit(node) }
        let weights =
            isTurned
            ? tensor.numbers : (0..<width).flatMap { column in (0..<rows).map { tensor.numbers[$0 * width + column] } }
        var bias = [Double](repeating: 0, count: width)
        if operands.optional(2) != nil {
            let tensor = try operands.constant(2)
            guard let fit = GraphShape.broadcast(tensor.shape, [width]), fit.shape == [width] else {
                throw misfit(node)
            }
            bias = fit.left.map { tensor.numbers[$0] }
        }
        let columns = try affine(matrix.columns, weights, bias, node)
        return .matrix(try rounded(GraphMatrix(columns, matrix.type)))
    }

    // MARK: Many operands

    private mutating func softmax(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        let matrix = try operands.matrix(0)
        let axis = try operands.columnAxis(node.integer("axis", default: version >= 13 ? -1 : 1), matrix.shape)
        guard axis == matrix.shape.count - 1, matrix.shape == [-1, matrix.columns.count] else {
            throw node.failure("only a row of numbers can have a softmax")
        }
        let columns = try builder.append(.softmax, matrix.columns)
        builder.distributions.insert(columns)
        return .matrix(try rounded(GraphMatrix(columns, matrix.shape, matrix.type)))
    }

    private mutating func reduce(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        let matrix = try operands.matrix(0)
        var axes = node.integers("axes")
        if axes.isEmpty, operands.optional(1) != nil { axes = try operands.integers(1) }
        guard axes.count == 1 else { throw node.failure("it must reduce one axis") }
        let axis = try operands.columnAxis(axes[0], matrix.shape)
        let lines = GraphShape.lines(matrix.shape, along: axis).map { $0.map { matrix.columns[$0] } }
        var columns: [Int32] = []
        for line in lines {
            guard let first = line.first else { throw node.failure("it reduces nothing") }
            switch node.operation {
            case "ReduceSum", "ReduceMean": columns += try builder.append(.sum, line, outputs: 1)
            default:
                let operation: PipelineOperation =
                    node.operation == "ReduceProd" ? .multiply : node.operation == "ReduceMin" ? .minimum : .maximum
                var product = first
                for next in line.dropFirst() {
                    product = try builder.append(operation, [product, next], outputs: 1)[0]
                }
                columns.append(product)
            }
        }
        if node.operation == "ReduceMean" {
            let isDistribution = (0..<matrix.shape[axis]).allSatisfy { part in
                builder.distributions.contains(lines.map { $0[part] })
            }
            let count = Double(matrix.shape[axis])
            columns = try builder.append(
                .divide, columns, constants: Array(repeating: count, count: columns.count))
            if isDistribution { builder.distributions.insert(columns) }
        }
        var shape = matrix.shape
        if node.integer("keepdims", default: 1) != 0 { shape[axis] = 1 } else { shape.remove(at: axis) }
        return .matrix(try rounded(GraphMatrix(columns, shape, matrix.type)))
    }

    private mutating func argmax(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        let matrix = try operands.matrix(0)
        guard node.integer("select_last_index", default: 0) == 0 else {
            throw node.failure("the last of equal numbers can't be chosen")
        }
        let axis = try operands.columnAxis(node.integer("axis", default: 0), matrix.shape)
        var columns: [Int32] = []
        for line in GraphShape.lines(matrix.shape, along: axis) {
            guard !line.isEmpty else { throw node.failure("it has no columns") }
            columns += try builder.append(.argmax, line.map { matrix.columns[$0] }, outputs: 1)
        }
        var shape = matrix.shape
        if node.integer("keepdims", default: 1) != 0 { shape[axis] = 1 } else { shape.remove(at: axis) }
        return .matrix(GraphMatrix(columns, shape, .int64))
    }
}
