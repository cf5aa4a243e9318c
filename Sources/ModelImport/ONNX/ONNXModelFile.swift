/// What an ONNX file holds, as far as it is needed: ModelProto.
struct ONNXModelFile {
    var producer = ""
    var producerVersion = ""
    var graph = ONNXGraph()
    /// By domain; the ONNX operators' own is `""`.
    var operatorSets: [String: Int] = [:]
    var metadata: [String: String] = [:]

    init(_ bytes: [UInt8]) throws(ModelImportError) {
        var reader = ProtobufReader(bytes)
        var hasGraph = false
        while let field = try reader.next() {
            switch field.number {
            case 2: producer = try reader.text(field)
            case 3: producerVersion = try reader.text(field)
            case 7:
                guard !hasGraph else { throw reader.failure("a second graph") }
                hasGraph = true
                var message = try reader.message(field)
                graph = try ONNXGraph(&message)
            case 8:
                var message = try reader.message(field)
                let (domain, version) = try Self.operatorSet(&message)
                operatorSets[domain] = max(operatorSets[domain] ?? version, version)
            case 14:
                var message = try reader.message(field)
                let (key, value) = try Self.pair(&message)
                metadata[key] = value
            case 25: throw ModelImportError("the ONNX file defines functions of its own, which can't be imported")
            default: try reader.skip(field)
            }
        }
        guard hasGraph else { throw ModelImportError("this is no ONNX file, or it has no graph") }
    }

    private static func operatorSet(
        _ reader: inout ProtobufReader
    ) throws(ModelImportError) -> (domain: String, version: Int) {
        var (domain, version) = ("", 0)
        while let field = try reader.next() {
            switch field.number {
            case 1: domain = try reader.text(field)
            case 2: version = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        return (domain == "ai.onnx" ? "" : domain, version)
    }

    private static func pair(
        _ reader: inout ProtobufReader
    ) throws(ModelImportError) -> (key: String, value: String) {
        var (key, value) = ("", "")
        while let field = try reader.next() {
            switch field.number {
            case 1: key = try reader.text(field)
            case 2: value = try reader.text(field)
            default: try reader.skip(field)
            }
        }
        return (key, value)
    }
}

/// GraphProto.
struct ONNXGraph {
    var nodes: [ONNXNode] = []
    var initializers: [ONNXTensor] = []
    var inputs: [ONNXInput] = []
    var outputs: [ONNXInput] = []

    init() {}

    init(_ reader: inout ProtobufReader) throws(ModelImportError) {
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var message = try reader.message(field)
                nodes.append(try ONNXNode(&message))
            case 5:
                var message = try reader.message(field)
                initializers.append(try ONNXTensor(&message))
            case 11:
                var message = try reader.message(field)
                inputs.append(try ONNXInput(&message))
            case 12:
                var message = try reader.message(field)
                outputs.append(try ONNXInput(&message))
            case 15: throw ModelImportError("the ONNX graph has sparse initializers, which can't be imported")
            default: try reader.skip(field)
            }
        }
    }
}

/// ValueInfoProto: the name, and of a tensor the element type and the shape.
struct ONNXInput {
    var name = ""
    var elementType = 0
    /// Nil stands for a size that is not fixed.
    var shape: [Int?] = []

    init(_ reader: inout ProtobufReader) throws(ModelImportError) {
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try reader.text(field)
            case 2:
                var type = try reader.message(field)
                while let field = try type.next() {
                    guard field.number == 1 else {
                        try type.skip(field)
                        continue
                    }
                    var tensor = try type.message(field)
                    try readTensor(&tensor)
                }
            default: try reader.skip(field)
            }
        }
    }

    private mutating func readTensor(_ reader: inout ProtobufReader) throws(ModelImportError) {
        while let field = try reader.next() {
            switch field.number {
            case 1: elementType = try reader.integer(field)
            case 2:
                var dimensions = try reader.message(field)
                while let field = try dimensions.next() {
                    guard field.number == 1 else {
                        try dimensions.skip(field)
                        continue
                    }
                    var dimension = try dimensions.message(field)
                    var size: Int?
                    while let field = try dimension.next() {
                        if field.number == 1 { size = try dimension.integer(field) } else { try dimension.skip(field) }
                    }
                    shape.append(size.flatMap { $0 > 0 ? $0 : nil })
                }
            default: try reader.skip(field)
            }
        }
    }
}
