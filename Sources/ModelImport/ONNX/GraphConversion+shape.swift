import ScoringModel

/// Operators that move columns: they cost nothing, because no step comes of them.
extension GraphConversion {
    mutating func convertShape(_ operands: Operands) throws(ModelImportError) -> [GraphValue]? {
        let node = operands.node
        switch node.operation {
        case "Identity", "Dropout": return [try operands[0]]
        case "Constant": return [.constant(try constantValue(node))]
        case "Cast": return [try cast(operands)]
        case "Reshape": return [try reshape(operands, to: try operands.integers(1))]
        case "Flatten":
            guard case .matrix(let matrix) = try operands[0] else { return [try operands[0]] }
            guard matrix.shape.first == -1, try operands.axis(node.integer("axis", default: 1), matrix.shape) == 1
            else {
                throw node.failure("it would mix rows with each other")
            }
            return [.matrix(GraphMatrix(matrix.columns, matrix.type))]
        case "Squeeze", "Unsqueeze": return [try squeeze(operands)]
        case "Concat": return [try concat(operands)]
        case "Gather": return [try select(operands, axis: node.integer("axis", default: 0), keepsAxis: false)]
        case "Slice": return [try slice(operands)]
        case "Split": return try split(operands)
        case "Shape":
            return [.extents(try operands.matrix(0).shape)]
        case "ConstantOfShape":
            guard case .extents(let shape) = try operands[0], shape.count(where: { $0 < 0 }) == 1 else {
                throw node.failure("its input must be the shape of something that depends on the row")
            }
            let value = node.tensor("value") ?? ONNXTensor(type: .float32, shape: [1], numbers: [0])
            let width = GraphShape.width(shape)
            let columns = try builder.append(
                .constant, [], outputs: width,
                constants: Array(repeating: try finite(value.numbers.first ?? 0, node), count: width))
            return [.matrix(GraphMatrix(columns, shape, value.type))]
        default: return nil
        }
    }

    private func constantValue(_ node: ONNXNode) throws(ModelImportError) -> ONNXTensor {
        if let tensor = node.tensor("value") { return tensor }
        if node.has("value_float") {
            return ONNXTensor(type: .float32, shape: [], numbers: [Double(node.float("value_float", default: 0))])
        }
        if node.has("value_int") {
            return ONNXTensor(type: .int64, shape: [], numbers: [Double(node.integer("value_int", default: 0))])
        }
        let integers = node.integers("value_ints")
        guard !integers.isEmpty else { throw node.failure("a constant without a number or tensor") }
        return ONNXTensor(type: .int64, shape: [integers.count], numbers: integers.map(Double.init))
    }

    /// A number that a step can hold.
    func finite(_ number: Double, _ node: ONNXNode) throws(ModelImportError) -> Double {
        guard builder.precision.rounded(number).isFinite else {
            throw node.failure("its constant \(number) is not finite")
        }
        return number
    }

    func finite(_ numbers: [Double], _ node: ONNXNode) throws(ModelImportError) -> [Double] {
        if let number = numbers.first(where: { !builder.precision.rounded($0).isFinite }) {
            throw node.failure("its constant \(number) is not finite")
        }
        return numbers
    }

    // MARK: Types

    private mutating func cast(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        guard let type = ONNXType(rawValue: node.integer("to", default: 0)) else {
            throw node.failure(
                "it casts to the element type \(node.integer("to", default: 0)), which can't be imported")
        }
        switch try operands[0] {
        case .label(let label): return .label(label)
        case .extents(let extents): return .extents(extents)
        case .texts(let texts):
            guard type == .text else { throw node.failure("texts can't become numbers") }
            return .texts(texts)
        case .constant(var tensor):
            guard type != .text, tensor.type != .text else { throw node.failure("a constant can't be cast to texts") }
            if type == .float32 { tensor.numbers = tensor.numbers.map { Double(Float($0)) } }
            if type.isInteger { tensor.numbers = tensor.numbers.map { $0.rounded(.towardZero) } }
            if type == .boolean { tensor.numbers = tensor.numbers.map { $0 == 0 ? 0 : 1 } }
            tensor.type = type
            return .constant(tensor)
        case .matrix(let matrix):
            if type == .text {
                guard matrix.type.isInteger || matrix.type == .boolean else {
                    throw node.failure("numbers with a fraction can't become texts")
                }
                return .texts(GraphTexts(columns: matrix.columns.map { .number($0) }, shape: matrix.shape))
            }
            return .matrix(try cast(matrix, to: type))
        }
    }

    mutating func cast(_ matrix: GraphMatrix, to type: ONNXType) throws(ModelImportError) -> GraphMatrix {
        var result = GraphMatrix(matrix.columns, matrix.shape, type)
        let wasFraction = matrix.type == .float32 || matrix.type == .float64
        if type == .boolean, matrix.type != .boolean {
            let zeros = try builder.append(.not, matrix.columns)
            result.columns = try builder.append(.not, zeros)
        } else if type.isInteger, wasFraction {
            result.columns = try builder.append(.truncate, matrix.columns)
        } else if type == .float32, matrix.type != .boolean, matrix.type != .float32, builder.precision == .float64 {
            result.columns = try builder.append(.round, matrix.columns)
        }
        return result
    }

    // MARK: Shapes

    private func reshape(_ operands: Operands, to wanted: [Int]) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        func reshaped(_ shape: [Int]) throws(ModelImportError) -> [Int] {
            guard let result = GraphShape.reshaped(shape, to: wanted) else {
                throw node.failure("the shape \(shape.prefix(8)) can't become \(wanted.prefix(8)) row by row")
            }
            return result
        }
        switch try operands[0] {
        case .matrix(var matrix):
            matrix.shape = try reshaped(matrix.shape)
            return .matrix(matrix)
        case .texts(var texts):
            texts.shape = try reshaped(texts.shape)
            return .texts(texts)
        case .label(let label): return .label(label)
        case .constant(var tensor):
            var shape = wanted
            let known = shape.reduce(1) { $1 < 0 ? $0 : $0.multipliedReportingOverflow(by: $1).partialValue }
            if let open = shape.firstIndex(of: -1), known > 0 { shape[open] = tensor.count / known }
            guard shape.allSatisfy({ (0...tensor.count).contains($0) }), shape.reduce(1, *) == tensor.count else {
                throw node.failure("\(tensor.count) constants can't have the shape \(wanted.prefix(8))")
            }
            tensor.shape = shape
            return .constant(tensor)
        case .extents: throw node.failure("a shape can't be reshaped")
        }
    }

    private func squeeze(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        if case .label(let label) = try operands[0] { return .label(label) }
        var matrix = try operands.matrix(0)
        var axes = node.integers("axes")
        if axes.isEmpty, operands.values.count > 1 { axes = try operands.integers(1) }
        if node.operation == "Unsqueeze" {
            guard let axis = axes.first, axes.count == 1,
                let place = GraphShape.axis(axis, matrix.shape + [1])
            else { throw node.failure("one axis is expected") }
            matrix.shape.insert(1, at: place)
            return .matrix(matrix)
        }
        var removed: Set<Int> = []
        for axis in axes { removed.insert(try operands.axis(axis, matrix.shape)) }
        if axes.isEmpty { removed = Set(matrix.shape.indices.filter { matrix.shape[$0] == 1 }) }
        guard removed.allSatisfy({ matrix.shape[$0] == 1 }) else { throw node.failure("an axis that is not 1") }
        matrix.shape = matrix.shape.indices.filter { !removed.contains($0) }.map { matrix.shape[$0] }
        return .matrix(matrix)
    }

    // MARK: Columns

    private func concat(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        let axis = node.integer("axis", default: 1)
        guard !operands.values.isEmpty else { throw node.failure("it has no inputs") }
        var texts: [GraphTexts] = []
        for index in operands.values.indices {
            if case .texts(let text) = try operands[index] { texts.append(text) }
        }
        if texts.count == operands.values.count {
            let (places, shape) = try joined(texts.map(\.shape), axis, operands)
            return .texts(GraphTexts(columns: places.map { texts[$0.part].columns[$0.place] }, shape: shape))
        }
        var parts: [GraphMatrix] = []
        for index in operands.values.indices { parts.append(try operands.matrix(index)) }
        let (places, shape) = try joined(parts.map(\.shape), axis, operands)
        let type = parts[0].type
        guard parts.allSatisfy({ $0.type == type }) else { throw node.failure("its inputs have several types") }
        return .matrix(GraphMatrix(places.map { parts[$0.part].columns[$0.place] }, shape, type))
    }

    private func joined(
        _ shapes: [[Int]], _ axis: Int, _ operands: Operands
    ) throws(ModelImportError) -> (places: [(part: Int, place: Int)], shape: [Int]) {
        let axis = try operands.columnAxis(axis, shapes[0])
        for shape in shapes {
            guard shape.count == shapes[0].count,
                shape.indices.allSatisfy({ $0 == axis ? shape[$0] >= 0 : shape[$0] == shapes[0][$0] })
            else { throw operands.node.failure("the shapes of its inputs don't fit") }
        }
        var shape = shapes[0]
        shape[axis] = shapes.reduce(0) { $0 + $1[axis] }
        let outer = GraphShape.width(Array(shape[..<axis]))
        let places = (0..<outer).flatMap { block in
            shapes.indices.flatMap { part in
                let size = GraphShape.width(Array(shapes[part][axis...]))
                return (0..<size).map { (part: part, place: block * size + $0) }
            }
        }
        return (places, shape)
    }

    /// Gather, and with `keepsAxis` ArrayFeatureExtractor.
    func select(_ operands: Operands, axis: Int, keepsAxis: Bool) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        let indexes = try operands.constant(1)
        let wanted = try operands.integers(1)
        func choose(_ shape: [Int]) throws(ModelImportError) -> (places: [Int], shape: [Int]) {
            let axis = try operands.columnAxis(axis, shape)
            var chosen: [Int] = []
            for index in wanted {
                let place = index < 0 ? index + shape[axis] : index
                guard (0..<shape[axis]).contains(place) else { throw node.failure("there is no column \(index)") }
                chosen.append(place)
            }
            var result = shape
            if !keepsAxis, indexes.shape.isEmpty { result.remove(at: axis) } else { result[axis] = chosen.count }
            return (GraphShape.places(of: chosen, axis, shape), result)
        }
        switch try operands[0] {
        case .texts(let texts):
            let (places, shape) = try choose(texts.shape)
            return .texts(GraphTexts(columns: places.map { texts.columns[$0] }, shape: shape))
        default:
            let matrix = try operands.matrix(0)
            let (places, shape) = try choose(matrix.shape)
            return .matrix(GraphMatrix(places.map { matrix.columns[$0] }, shape, matrix.type))
        }
    }

    private func slice(_ operands: Operands) throws(ModelImportError) -> GraphValue {
        let node = operands.node
        let matrix = try operands.matrix(0)
        let isOld = operands.values.count == 1
        let starts = isOld ? node.integers("starts") : try operands.integers(1)
        let ends = isOld ? node.integers("ends") : try operands.integers(2)
        var axes = node.integers("axes")
        if !isOld, operands.optional(3) != nil { axes = try operands.integers(3) }
        let steps = operands.optional(4) == nil ? [] : try operands.integers(4)
        guard starts.count == 1, ends.count == 1, axes.count <= 1, steps.allSatisfy({ $0 == 1 }) else {
            throw node.failure("only one axis with the step 1 can be sliced")
        }
        let axis = try operands.columnAxis(axes.first ?? 0, matrix.shape)
        let extent = matrix.shape[axis]
        func bound(_ index: Int) -> Int { min(max(index < 0 ? index + extent : index, 0), extent) }
        let range = Array(bound(starts[0])..<max(bound(ends[0]), bound(starts[0])))
        guard !range.isEmpty else { throw node.failure("it takes nothing") }
        var shape = matrix.shape
        shape[axis] = range.count
        let places = GraphShape.places(of: range, axis, matrix.shape)
        return .matrix(GraphMatrix(places.map { matrix.columns[$0] }, shape, matrix.type))
    }

    private func split(_ operands: Operands) throws(ModelImportError) -> [GraphValue] {
        let node = operands.node
        let matrix = try operands.matrix(0)
        let axis = try operands.columnAxis(node.integer("axis", default: 0), matrix.shape)
        var sizes = node.integers("split")
        if sizes.isEmpty, operands.optional(1) != nil { sizes = try operands.integers(1) }
        if sizes.isEmpty, !node.outputs.isEmpty, matrix.shape[axis].isMultiple(of: node.outputs.count) {
            sizes = node.outputs.map { _ in matrix.shape[axis] / node.outputs.count }
        }
        guard sizes.allSatisfy({ (1...matrix.shape[axis]).contains($0) }),
            sizes.reduce(0, +) == matrix.shape[axis]
        else { throw node.failure("its parts don't fit its input") }
        var (values, start): ([GraphValue], Int) = ([], 0)
        for size in sizes {
            let places = GraphShape.places(of: Array(start..<start + size), axis, matrix.shape)
            var shape = matrix.shape
            shape[axis] = size
            values.append(.matrix(GraphMatrix(places.map { matrix.columns[$0] }, shape, matrix.type)))
            start += size
        }
        return values
    }
}

extension GraphShape {
    /// The columns of a shape whose index along an axis is among `chosen`, in that order along it.
    static func places(of chosen: [Int], _ axis: Int, _ shape: [Int]) -> [Int] {
        let inner = width(Array(shape[(axis + 1)...]))
        let outer = width(Array(shape[..<axis]))
        return (0..<outer).flatMap { block in
            chosen.flatMap { index in (0..<inner).map { (block * shape[axis] + index) * inner + $0 } }
        }
    }
}
