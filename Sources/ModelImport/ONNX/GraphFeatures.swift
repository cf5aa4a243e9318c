import JSONBytes
import ScoringModel

/// The inputs of a graph as features of rows.
struct GraphFeatures {
    var names: [String] = []
    var kinds: [Feature.Kind] = []
    var values: [String: GraphValue] = [:]
    var precision = Precision.float32

    /// Most columns of one input: more than any table has.
    private static let maximumWidth = 1 << 16

    init(_ file: ONNXModelFile) throws(ModelImportError) {
        let constants = Set(file.graph.initializers.map(\.name))
        let inputs = file.graph.inputs.filter { !constants.contains($0.name) }
        guard !inputs.isEmpty else { throw ModelImportError("the ONNX graph has no inputs") }
        let given = Self.givenNames(file)
        for input in inputs {
            guard let type = ONNXType(rawValue: input.elementType) else {
                throw ModelImportError(
                    "the input \(input.name.prefix(64)) has the element type \(input.elementType), which can't be imported"
                )
            }
            guard [1, 2].contains(input.shape.count) else {
                throw ModelImportError(
                    "the input \(input.name.prefix(64)) has \(input.shape.count) dimensions, expected rows and columns")
            }
            guard let width = input.shape.count == 1 ? 1 : input.shape[1], width <= Self.maximumWidth else {
                throw ModelImportError(
                    "the input \(input.name.prefix(64)) has no fixed number of columns: convert the model with a type such "
                        + "as FloatTensorType([None, 7])")
            }
            let first = names.count
            for column in 0..<width {
                names.append(
                    inputs.count == 1 && width > 1
                        ? "f\(column)" : width == 1 ? input.name : "\(input.name)_\(column)")
                kinds.append(type == .text ? .categorical : type == .boolean ? .boolean : .numeric)
            }
            let shape = input.shape.count == 1 ? [-1] : [-1, width]
            let value: GraphValue =
                type == .text
                ? .texts(GraphTexts(columns: (first..<first + width).map { .feature($0) }, shape: shape))
                : .matrix(GraphMatrix((first..<first + width).map { Int32($0) }, shape, type))
            guard values.updateValue(value, forKey: input.name) == nil else {
                throw ModelImportError("the input \(input.name.prefix(64)) stands twice")
            }
            if type == .float64 { precision = .float64 }
        }
        if given.count == names.count { names = given }
        let makesDoubles = file.graph.nodes.contains { node in
            node.operation == "Cast" && node.domain.isEmpty
                && node.integer("to", default: 0) == ONNXType.float64.rawValue
        }
        let hasDoubles = file.graph.initializers.contains { $0.type == .float64 }
        if makesDoubles || hasDoubles { precision = .float64 }
    }

    /// Names in the metadata: a JSON array under `feature_names`.
    private static func givenNames(_ file: ONNXModelFile) -> [String] {
        guard let text = file.metadata["feature_names"] else { return [] }
        let bytes = Array(text.utf8)
        let names = (try? JSONValue.parse(bytes.span, maximumDepth: 2))?.array ?? []
        return names.compactMap(\.string)
    }
}
