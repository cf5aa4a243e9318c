/// Element types of tensors that can be imported, by their numbers in ONNX.
enum ONNXType: Int {
    case float32 = 1
    case int32 = 6
    case int64 = 7
    case text = 8
    case boolean = 9
    case float64 = 11

    var isInteger: Bool { self == .int32 || self == .int64 }
}

/// TensorProto: constants. Integers are exact up to 2^53.
struct ONNXTensor {
    var name = ""
    var shape: [Int] = []
    var type = ONNXType.float32
    var numbers: [Double] = []
    var texts: [String] = []

    var count: Int { type == .text ? texts.count : numbers.count }

    init(type: ONNXType, shape: [Int], numbers: [Double]) {
        (self.type, self.shape, self.numbers) = (type, shape, numbers)
    }

    init(texts: [String], shape: [Int]) {
        (type, self.texts, self.shape) = (.text, texts, shape)
    }

    init(_ reader: inout ProtobufReader) throws(ModelImportError) {
        var (floats, doubles, integers): ([Float], [Double], [Int]) = ([], [], [])
        var raw: [UInt8]?
        var number = 0
        while let field = try reader.next() {
            switch field.number {
            case 1: try reader.append(field, to: &shape)
            case 2: number = try reader.integer(field)
            case 4: try reader.append(field, to: &floats)
            case 5, 7: try reader.append(field, to: &integers)
            case 6: texts.append(try reader.text(field))
            case 8: name = try reader.text(field)
            case 9: raw = try reader.data(field)
            case 10: try reader.append(field, to: &doubles)
            case 13, 14:
                // 0 says that the data is here.
                let isHere = field.number == 14 ? try reader.integer(field) == 0 : false
                guard isHere else {
                    throw ModelImportError("the tensor \(name.prefix(64)) is in another file, which is never opened")
                }
            default: try reader.skip(field)
            }
        }
        guard let type = ONNXType(rawValue: number) else {
            throw ModelImportError(
                "the tensor \(name.prefix(64)) has the element type \(number), which can't be imported")
        }
        self.type = type
        if let raw {
            numbers = try Self.numbers(raw, type, name)
        } else {
            switch type {
            case .float32: numbers = floats.map(Double.init)
            case .float64: numbers = doubles
            case .text: break
            default: numbers = integers.map(Double.init)
            }
        }
        try checkCount()
    }

    private func checkCount() throws(ModelImportError) {
        var size = 1
        for extent in shape {
            let (product, isTooLarge) = size.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !isTooLarge else {
                throw ModelImportError("the tensor \(name.prefix(64)) has the shape \(shape.prefix(8))")
            }
            size = product
        }
        guard size == count else {
            throw ModelImportError(
                "the tensor \(name.prefix(64)) has \(count) elements, its shape \(shape.prefix(8)) takes \(size)")
        }
    }

    private static func numbers(
        _ raw: [UInt8], _ type: ONNXType, _ name: String
    ) throws(ModelImportError) -> [Double] {
        let size =
            switch type {
            case .boolean: 1
            case .float32, .int32: 4
            default: 8
            }
        guard type != .text, raw.count.isMultiple(of: size) else {
            throw ModelImportError("the tensor \(name.prefix(64)) has \(raw.count) bytes for elements of \(size)")
        }
        return stride(from: 0, to: raw.count, by: size).map { start in
            var word: UInt64 = 0
            for offset in 0..<size { word |= UInt64(raw[start + offset]) << UInt64(8 * offset) }
            switch type {
            case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
            case .float64: return Double(bitPattern: word)
            case .int32: return Double(Int32(truncatingIfNeeded: word))
            default: return Double(Int64(bitPattern: word))
            }
        }
    }
}
