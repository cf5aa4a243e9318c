import ScoringModel

/// Operators of ai.onnx.ml.
extension GraphConversion {
    mutating func convertLearning(_ operands: Operands) throws(ModelImportError) -> [GraphValue]? {
        let node = operands.node
        switch node.operation {
        case "Scaler": return [.matrix(try scale(operands))]
        case "Imputer": return [.matrix(try impute(operands))]
        case "Normalizer": return [.matrix(try normalize(operands))]
        case "Binarizer": return [.matrix(try binarize(operands))]
        case "OneHotEncoder": return [.matrix(try encodeOneHot(operands))]
        case "LabelEncoder": return [.matrix(try encodeLabels(operands))]
        case "ArrayFeatureExtractor": return [try extract(operands)]
        case "FeatureVectorizer": return [.matrix(try vectorize(operands))]
        case "ZipMap": return [try operands[0]]
        case "LinearRegressor": return [.matrix(try regressLinearly(operands))]
        case "LinearClassifier": return try classifyLinearly(operands)
        case "TreeEnsembleRegressor": return [.matrix(try regressByTrees(operands))]
        case "TreeEnsembleClassifier": return try classifyByTrees(operands)
        default: return nil
        }
    }

    /// n rows × columns, as every one of these operators takes it.
    func table(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let matrix = try operands.matrix(0)
        guard matrix.shape == [-1, matrix.columns.count] || matrix.shape == [-1] else {
            throw operands.node.failure("its input must be rows of numbers")
        }
        return matrix
    }

    /// An attribute of one number or one for each column.
    private func spread(
        _ numbers: [Double], _ count: Int, _ what: String, _ node: ONNXNode
    ) throws(ModelImportError) -> [Double] {
        guard numbers.count == 1 || numbers.count == count else {
            throw node.failure("\(numbers.count) numbers in \(what) for \(count) columns")
        }
        return try finite(numbers.count == 1 ? Array(repeating: numbers[0], count: count) : numbers, node)
    }

    private mutating func scale(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let (node, matrix) = (operands.node, try table(operands))
        let count = matrix.columns.count
        var columns = matrix.columns
        let (offset, scale) = (node.floats("offset"), node.floats("scale"))
        if !offset.isEmpty {
            columns = try builder.append(.subtract, columns, constants: spread(offset, count, "offset", node))
        }
        if !scale.isEmpty {
            columns = try builder.append(.multiply, columns, constants: spread(scale, count, "scale", node))
        }
        return try rounded(GraphMatrix(columns, matrix.shape, .float32))
    }

    private mutating func impute(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let (node, matrix) = (operands.node, try table(operands))
        let count = matrix.columns.count
        let isInteger = matrix.type.isInteger
        let values =
            isInteger ? node.integers("imputed_value_int64s").map(Double.init) : node.floats("imputed_value_floats")
        let imputed = try spread(values, count, "imputed values", node)
        let replaced =
            isInteger
            ? Double(node.integer("replaced_value_int64", default: 0))
            : Double(node.float("replaced_value_float", default: 0))
        if replaced.isNaN {
            let columns = try builder.append(.impute, matrix.columns, constants: imputed)
            return GraphMatrix(columns, matrix.shape, matrix.type)
        }
        let sentinel = Array(repeating: try finite(replaced, node), count: count)
        let conditions = try builder.append(.equal, matrix.columns, constants: sentinel)
        let numbers = try builder.append(.constant, [], outputs: count, constants: imputed)
        let columns = try builder.append(.select, conditions + numbers + matrix.columns, outputs: count)
        return GraphMatrix(columns, matrix.shape, matrix.type)
    }

    private mutating func normalize(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let (node, matrix) = (operands.node, try table(operands))
        let operation: PipelineOperation
        switch node.text("norm", default: "MAX") {
        case "MAX": operation = .normalizeMaximum
        case "L1": operation = .normalizeSum
        case "L2": operation = .normalizeLength
        default: throw node.failure("the norm \(node.text("norm", default: "").prefix(16)) is unknown")
        }
        let columns = try builder.append(operation, matrix.columns)
        if operation == .normalizeSum { builder.distributions.insert(columns) }
        return try rounded(GraphMatrix(columns, matrix.shape, .float32))
    }

    private mutating func binarize(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let (node, matrix) = (operands.node, try table(operands))
        let count = matrix.columns.count
        let threshold = try finite(Double(node.float("threshold", default: 0)), node)
        let limits = try builder.append(
            .constant, [], outputs: count, constants: Array(repeating: threshold, count: count))
        return GraphMatrix(
            try builder.append(.less, limits + matrix.columns, outputs: count), matrix.shape, matrix.type)
    }

    private func vectorize(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        var columns: [Int32] = []
        for index in operands.values.indices { columns += try operands.matrix(index).columns }
        return GraphMatrix(columns, .float32)
    }

    /// Columns of a matrix, or the name of the class that has been chosen.
    private func extract(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        guard case .constant(let classes) = try operands[0] else {
            let value = try operands[0]
            let shape: [Int]
            switch value {
            case .texts(let texts): shape = texts.shape
            default: shape = try operands.matrix(0).shape
            }
            return try select(operands, axis: shape.count - 1, keepsAxis: true)
        }
        guard let column = try operands.matrix(1).columns.first, let origin = builder.origin(column),
            origin.step.operation == .argmax
        else { throw operands.node.failure("constants can only be chosen by the place of the largest number") }
        return .label(GraphLabel(rule: .largest(origin.step.inputs), classes: classes.printed))
    }

    // MARK: Linear models

    private mutating func regressLinearly(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let (node, matrix) = (operands.node, try table(operands))
        let targets = node.integer("targets", default: 1)
        let weights = node.floats("coefficients")
        guard (1...TreeEnsemble.maximumGroupCount).contains(targets), weights.count.isMultiple(of: targets),
            weights.count / targets == matrix.columns.count
        else { throw node.failure("\(weights.count) coefficients for \(matrix.columns.count) columns") }
        var bias = node.floats("intercepts")
        if bias.isEmpty { bias = Array(repeating: 0, count: targets) }
        guard bias.count == targets else { throw node.failure("\(bias.count) intercepts for \(targets) targets") }
        let columns = try affine(matrix.columns, weights, bias, node)
        guard node.text("post_transform", default: "NONE") == "NONE" else {
            throw node.failure("a post_transform of a linear regressor can't be imported")
        }
        return try rounded(GraphMatrix(columns, .float32))
    }

    private mutating func classifyLinearly(_ operands: Operands) throws(ModelImportError) -> [GraphValue] {
        let (node, matrix) = (operands.node, try table(operands))
        let classes = try classes(node, integers: "classlabels_ints")
        let (weights, bias) = (node.floats("coefficients"), node.floats("intercepts"))
        let width = matrix.columns.count
        guard width > 0, weights.count.isMultiple(of: width) else {
            throw node.failure("\(weights.count) coefficients for \(width) columns")
        }
        let rows = weights.count / width
        guard bias.count == rows else {
            throw node.failure("\(bias.count) intercepts for \(rows) rows of coefficients")
        }
        guard rows == classes.count || (rows == 1 && classes.count == 2), rows > 0 else {
            throw node.failure("\(rows) rows of coefficients for \(classes.count) classes")
        }
        let transform = node.text("post_transform", default: "NONE")
        if rows == 1, classes.count == 2 {
            let score = try affine(matrix.columns, weights, bias, node)[0]
            let isLogistic = transform == "LOGISTIC"
            guard isLogistic || ["NONE", "SOFTMAX"].contains(transform) else { throw unknown(transform, node) }
            let pair = isLogistic ? try logisticPair(score) : try complementPair(score)
            return [
                .label(GraphLabel(rule: .above(score, 0), classes: classes)),
                .matrix(try rounded(GraphMatrix(pair, .float32))),
            ]
        }
        let isMirrored =
            rows == 2 && bias[0] == -bias[1] && (0..<width).allSatisfy { weights[$0] == -weights[width + $0] }
        if isMirrored, transform != "SOFTMAX" {
            let score = try affine(matrix.columns, Array(weights[width...]), [bias[1]], node)[0]
            guard ["NONE", "LOGISTIC"].contains(transform) else { throw unknown(transform, node) }
            let pair = transform == "LOGISTIC" ? try logisticPair(score) : try mirrorPair(score)
            return [
                .label(GraphLabel(rule: .above(score, 0), classes: classes)),
                .matrix(try rounded(GraphMatrix(pair, .float32))),
            ]
        }
        let scores = try affine(matrix.columns, weights, bias, node)
        let columns = try transformed(scores, transform, node)
        return [
            .label(GraphLabel(rule: .largest(columns), classes: classes)),
            .matrix(try rounded(GraphMatrix(columns, .float32))),
        ]
    }

    // MARK: Scores

    func classes(_ node: ONNXNode, integers: String) throws(ModelImportError) -> [String] {
        let texts = node.texts("classlabels_strings")
        let classes = texts.isEmpty ? node.integers(integers).map(String.init) : texts
        guard classes.count >= 2 else { throw node.failure("it has \(classes.count) classes") }
        return classes
    }

    func unknown(_ transform: String, _ node: ONNXNode) -> ModelImportError {
        node.failure("the post_transform \(transform.prefix(16)) can't be imported")
    }

    /// Probabilities of both classes of a score of the second.
    mutating func logisticPair(_ score: Int32) throws(ModelImportError) -> [Int32] {
        try complementPair(try builder.append(.logistic, [score])[0])
    }

    mutating func complementPair(_ score: Int32) throws(ModelImportError) -> [Int32] {
        let pair = [try builder.append(.complement, [score])[0], score]
        builder.distributions.insert(pair)
        return pair
    }

    mutating func mirrorPair(_ score: Int32) throws(ModelImportError) -> [Int32] {
        [try builder.append(.negate, [score])[0], score]
    }

    mutating func transformed(
        _ scores: [Int32], _ transform: String, _ node: ONNXNode
    ) throws(ModelImportError) -> [Int32] {
        switch transform {
        case "NONE": return scores
        case "LOGISTIC": return try builder.append(.logistic, scores)
        case "SOFTMAX":
            let columns = try builder.append(.softmax, scores)
            builder.distributions.insert(columns)
            return columns
        default: throw unknown(transform, node)
        }
    }
}

extension ONNXTensor {
    /// Elements as names of classes.
    var printed: [String] {
        type == .text
            ? texts : numbers.map { $0 == $0.rounded() && $0.magnitude < 1e15 ? String(Int($0)) : "\($0)" }
    }
}
