import ScoringModel

/// TreeEnsembleRegressor and TreeEnsembleClassifier.
extension GraphConversion {
    mutating func regressByTrees(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let (node, matrix) = (operands.node, try table(operands))
        let targets = node.integer("n_targets", default: 1)
        guard (1...TreeEnsemble.maximumGroupCount).contains(targets) else {
            throw node.failure("it has \(targets) targets")
        }
        let trees = try ONNXTrees(
            node, "target", groupCount: targets, columnCount: matrix.columns.count, precision: builder.precision)
        var columns = try builder.append(trees.ensemble, matrix.columns, isMissingAware: trees.isMissingAware)
        switch node.text("aggregate_function", default: "SUM") {
        case "SUM": break
        case "AVERAGE":
            let count = Double(max(trees.ensemble.treeCount, 1))
            columns = try builder.append(.divide, columns, constants: Array(repeating: count, count: targets))
        default: throw node.failure("the aggregate_function \(node.text("aggregate_function", default: ""))")
        }
        columns = try raised(columns, node)
        columns = try transformed(columns, node.text("post_transform", default: "NONE"), node)
        return try rounded(GraphMatrix(columns, .float32))
    }

    /// Base values are added last, as ONNX Runtime does: the sum of the leaves is often small beside them.
    private mutating func raised(_ columns: [Int32], _ node: ONNXNode) throws(ModelImportError) -> [Int32] {
        let base = node.floats("base_values")
        guard !base.isEmpty, base.contains(where: { $0 != 0 }) else { return columns }
        guard base.count == columns.count else {
            throw node.failure("\(base.count) base values for \(columns.count) scores")
        }
        return try builder.append(.add, columns, constants: try finite(base, node))
    }

    mutating func classifyByTrees(_ operands: Operands) throws(ModelImportError) -> [GraphValue] {
        let (node, matrix) = (operands.node, try table(operands))
        let classes = try classes(node, integers: "classlabels_int64s")
        let weights = node.floats("class_weights")
        let used = Set(node.integers("class_ids"))
        let transform = node.text("post_transform", default: "NONE")
        let isPair = classes.count == 2 && used.count == 1
        guard !isPair || (used == [0] && node.floats("base_values").count <= 1) else {
            throw node.failure("two classes with the scores of class \(used.first ?? 0) alone can't be imported")
        }
        let trees = try ONNXTrees(
            node, "class", groupCount: isPair ? 1 : classes.count, columnCount: matrix.columns.count,
            precision: builder.precision)
        let sums = try builder.append(trees.ensemble, matrix.columns, isMissingAware: trees.isMissingAware)
        let scores = try raised(sums, node)
        let arePositive = weights.allSatisfy { $0 >= 0 }
        if isPair {
            let label = GraphLabel(rule: .above(scores[0], arePositive ? 0.5 : 0), classes: classes)
            let pair: [Int32]
            switch transform {
            case "NONE": pair = arePositive ? try complementPair(scores[0]) : try mirrorPair(scores[0])
            case "LOGISTIC": pair = try logisticPair(scores[0])
            default: throw unknown(transform, node)
            }
            return [.label(label), .matrix(try rounded(GraphMatrix(pair, .float32)))]
        }
        if classes.count == 2 {
            notes.append(
                "\(node.name): ONNX Runtime names the classes of this shape of two-class trees 0 and 1 in its label")
        }
        let columns = try transformed(scores, transform, node)
        if transform == "NONE", arePositive { builder.distributions.insert(columns) }
        return [
            .label(GraphLabel(rule: .largest(columns), classes: classes)),
            .matrix(try rounded(GraphMatrix(columns, .float32))),
        ]
    }
}
