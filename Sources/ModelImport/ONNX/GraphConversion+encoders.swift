import ScoringModel

/// Encoders of categories. The codes of texts are places in the feature's list of categories, which grows with every
/// encoder that knows another one.
extension GraphConversion {
    mutating func encodeOneHot(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let node = operands.node
        let texts = node.texts("cats_strings")
        let integers = node.integers("cats_int64s").map(Double.init)
        guard Set(texts).count == texts.count, Set(integers).count == integers.count else {
            throw node.failure("a category stands twice")
        }
        guard texts.isEmpty != integers.isEmpty else { throw node.failure("it has no categories") }
        let count = max(texts.count, integers.count)
        var columns: [Int32] = []
        let shape: [Int]
        switch try operands[0] {
        case .texts(let input):
            guard !texts.isEmpty else { throw node.failure("texts can't be whole numbers") }
            shape = input.shape
            for column in input.columns {
                let (source, codes) = try codes(of: texts, in: column, node)
                columns += try builder.append(.oneHot, [source], outputs: count, constants: codes)
            }
        default:
            let matrix = try operands.matrix(0)
            guard !integers.isEmpty else { throw node.failure("numbers can't be texts") }
            shape = matrix.shape
            for column in matrix.columns {
                columns += try builder.append(
                    .oneHot, [column], outputs: count, constants: try exact(integers, node))
            }
        }
        if node.integer("zeros", default: 1) == 0 {
            notes.append(
                "\(node.operation) \(node.name): ONNX Runtime fails at unknown categories, which here become zeros; set "
                    + "unseen: error in the schema")
        }
        return GraphMatrix(columns, shape + [count], .float32)
    }

    mutating func encodeLabels(_ operands: Operands) throws(ModelImportError) -> GraphMatrix {
        let node = operands.node
        let old = node.texts("classes_strings")
        let (keys, values, fallback) =
            old.isEmpty ? try table(node) : (Keys.texts(old), old.indices.map(Double.init), node.oldDefault)
        let isInteger =
            !old.isEmpty || node.has("values_int64s") || node.tensor("values_tensor")?.type.isInteger == true
        let type = isInteger ? ONNXType.int64 : node.tensor("values_tensor")?.type ?? .float32
        var columns: [Int32] = []
        switch (try operands[0], keys) {
        case (.texts(let input), .texts(let keys)):
            for column in input.columns {
                let (source, codes) = try codes(of: keys, in: column, node)
                columns.append(try lookUp(source, codes, values, fallback, node))
            }
            return GraphMatrix(columns, input.shape, type)
        case (.matrix(let matrix), .numbers(let keys)):
            for column in matrix.columns { columns.append(try lookUp(column, keys, values, fallback, node)) }
            return GraphMatrix(columns, matrix.shape, type)
        default: throw node.failure("the types of its keys and its input differ")
        }
    }

    private enum Keys {
        case texts([String])
        case numbers([Double])
    }

    private func table(_ node: ONNXNode) throws(ModelImportError) -> (Keys, values: [Double], fallback: Double) {
        let tensors = (node.tensor("keys_tensor"), node.tensor("values_tensor"))
        var keys = Keys.texts(node.texts("keys_strings"))
        if let tensor = tensors.0 {
            keys = tensor.type == .text ? .texts(tensor.texts) : .numbers(tensor.numbers)
        } else if node.has("keys_int64s") {
            keys = .numbers(node.integers("keys_int64s").map(Double.init))
        } else if node.has("keys_floats") {
            keys = .numbers(node.floats("keys_floats"))
        }
        var values = tensors.1?.numbers ?? []
        var fallback = node.tensor("default_tensor")?.numbers.first ?? 0
        if tensors.1 == nil, node.has("values_int64s") {
            values = node.integers("values_int64s").map(Double.init)
            fallback = Double(node.integer("default_int64", default: -1))
        } else if tensors.1 == nil, node.has("values_floats") {
            values = node.floats("values_floats")
            fallback = Double(node.float("default_float", default: -0.0))
        } else if tensors.1 == nil || tensors.1?.type == .text {
            throw node.failure("labels that become texts can't be imported")
        } else if node.tensor("default_tensor") == nil, tensors.1?.type.isInteger == true {
            fallback = -1
        }
        return (keys, values, fallback)
    }

    /// A lookup of `values` by `keys`. A key that is NaN matches from version 4 of the operator on.
    private mutating func lookUp(
        _ source: Int32, _ keys: [Double], _ values: [Double], _ fallback: Double, _ node: ONNXNode
    ) throws(ModelImportError) -> Int32 {
        guard keys.count == values.count else { throw node.failure("\(keys.count) keys for \(values.count) values") }
        let known = zip(keys, values).filter { !$0.0.isNaN }.sorted { $0.0 < $1.0 }
        let sorted = try exact(known.map(\.0), node)
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0 < $1 }) else { throw node.failure("a key stands twice") }
        let constants = try finite([fallback] + sorted + known.map(\.1), node)
        let found = try builder.append(.lookup, [source], outputs: 1, constants: constants)[0]
        guard mlVersion >= 4, let missing = keys.firstIndex(where: \.isNaN) else { return found }
        let condition = try builder.append(.isMissing, [source])
        let number = try builder.append(.constant, [], outputs: 1, constants: try finite([values[missing]], node))
        return try builder.append(.select, condition + number + [found], outputs: 1)[0]
    }

    /// Numbers that are compared with columns: those that Float32 can't tell apart are refused.
    private func exact(_ numbers: [Double], _ node: ONNXNode) throws(ModelImportError) -> [Double] {
        let limit = builder.precision == .float32 ? 16_777_216.0 : 9_007_199_254_740_992
        if let number = numbers.first(where: { $0.magnitude >= limit && $0 == $0.rounded() }) {
            throw node.failure("the category \(number) is too large to be told from its neighbours")
        }
        return numbers.map { builder.precision.rounded($0) }
    }

    /// The column with the codes of a column of texts, and the codes of `names`.
    private mutating func codes(
        of names: [String], in column: GraphTexts.Column, _ node: ONNXNode
    ) throws(ModelImportError) -> (source: Int32, codes: [Double]) {
        guard Set(names).count == names.count else { throw node.failure("a category stands twice") }
        switch column {
        case .feature(let feature):
            var known = categories[feature] ?? []
            var places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
            var codes: [Double] = []
            for name in names {
                let place = places[name] ?? known.count
                if place == known.count {
                    known.append(name)
                    places[name] = place
                }
                codes.append(Double(place))
            }
            guard known.count < TreeEnsemble.categoryLimit else { throw node.failure("too many categories") }
            categories[feature] = known
            return (Int32(feature), codes)
        case .number(let source):
            var codes: [Double] = []
            for name in names {
                guard let number = Int(name), String(number) == name else {
                    throw node.failure("the category \(name.prefix(64)) of a number is no whole number")
                }
                codes.append(Double(number))
            }
            return (source, try exact(codes, node))
        }
    }
}

extension ONNXNode {
    fileprivate var oldDefault: Double { Double(integer("default_int64", default: -1)) }
}
