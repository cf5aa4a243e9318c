/// NodeProto.
struct ONNXNode {
    var inputs: [String] = []
    var outputs: [String] = []
    var name = ""
    var operation = ""
    var domain = ""
    private var attributes: [String: ONNXAttribute] = [:]

    init(_ reader: inout ProtobufReader) throws(ModelImportError) {
        while let field = try reader.next() {
            switch field.number {
            case 1: inputs.append(try reader.text(field))
            case 2: outputs.append(try reader.text(field))
            case 3: name = try reader.text(field)
            case 4: operation = try reader.text(field)
            case 5:
                var message = try reader.message(field)
                let attribute = try ONNXAttribute(&message)
                guard attributes.updateValue(attribute, forKey: attribute.name) == nil else {
                    throw failure("the attribute \(attribute.name.prefix(64)) stands twice")
                }
            case 7: domain = try reader.text(field)
            default: try reader.skip(field)
            }
        }
        if domain == "ai.onnx" { domain = "" }
    }

    func failure(_ problem: String) -> ModelImportError {
        ModelImportError("the node \(name.prefix(64)), \(operation.prefix(64)): \(problem)")
    }

    // MARK: Attributes

    func has(_ name: String) -> Bool { attributes[name] != nil }
    func integer(_ name: String, default number: Int) -> Int { attributes[name]?.integer ?? number }
    func float(_ name: String, default number: Float) -> Float { attributes[name]?.float ?? number }
    func text(_ name: String, default text: String) -> String { attributes[name]?.text ?? text }
    func integers(_ name: String) -> [Int] { attributes[name]?.integers ?? [] }
    func texts(_ name: String) -> [String] { attributes[name]?.texts ?? [] }
    func tensor(_ name: String) -> ONNXTensor? { attributes[name]?.tensor }

    /// Floats of an attribute, or of the tensor of the same name with `_as_tensor` behind it.
    func floats(_ name: String) -> [Double] {
        if let tensor = attributes[name + "_as_tensor"]?.tensor { return tensor.numbers }
        return (attributes[name]?.floats ?? []).map(Double.init)
    }

    func requireInputs(_ count: ClosedRange<Int>) throws(ModelImportError) {
        guard count.contains(inputs.count) else {
            throw failure("it has \(inputs.count) inputs, expected \(count.lowerBound) to \(count.upperBound)")
        }
    }
}

/// AttributeProto. The value that is not there stays nil or empty.
struct ONNXAttribute {
    var name = ""
    var float: Float?
    var integer: Int?
    var text: String?
    var tensor: ONNXTensor?
    var floats: [Float] = []
    var integers: [Int] = []
    var texts: [String] = []

    init(_ reader: inout ProtobufReader) throws(ModelImportError) {
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try reader.text(field)
            case 2: float = try reader.float(field)
            case 3: integer = try reader.integer(field)
            case 4: text = try reader.text(field)
            case 5:
                var message = try reader.message(field)
                tensor = try ONNXTensor(&message)
            case 6, 11: throw ModelImportError("the attribute \(name.prefix(64)) is a graph, which can't be imported")
            case 7: try reader.append(field, to: &floats)
            case 8: try reader.append(field, to: &integers)
            case 9: texts.append(try reader.text(field))
            default: try reader.skip(field)
            }
        }
    }
}
