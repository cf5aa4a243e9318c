/// Walks through the fields of one protobuf message. Every length is checked against the message's end before it is
/// used; nesting is bounded by the caller, which names each message that it opens.
struct ProtobufReader {
    enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    struct Field {
        let number: UInt64
        let type: WireType
        /// Where its value starts.
        let offset: Int
    }

    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    func failure(_ problem: String) -> ModelImportError {
        ModelImportError("the ONNX file breaks at byte \(position): \(problem)")
    }

    /// The next field, whose value must be read or skipped; nil at the end of the message.
    mutating func next() throws(ModelImportError) -> Field? {
        guard position < end else { return nil }
        let key = try varint()
        guard let type = WireType(rawValue: key & 7), key >> 3 > 0 else {
            throw failure("\(key) is no key of a protobuf field")
        }
        return Field(number: key >> 3, type: type, offset: position)
    }

    mutating func skip(_ field: Field) throws(ModelImportError) {
        switch field.type {
        case .varint: _ = try varint()
        case .fixed64: _ = try fixed(8)
        case .fixed32: _ = try fixed(4)
        case .bytes: _ = try range(field)
        }
    }

    // MARK: Values

    mutating func integer(_ field: Field) throws(ModelImportError) -> Int {
        guard field.type == .varint else { throw failure("field \(field.number) is no integer") }
        return Int(truncatingIfNeeded: try varint())
    }

    mutating func float(_ field: Field) throws(ModelImportError) -> Float {
        guard field.type == .fixed32 else { throw failure("field \(field.number) is no Float32") }
        return Float(bitPattern: UInt32(truncatingIfNeeded: try fixed(4)))
    }

    mutating func text(_ field: Field) throws(ModelImportError) -> String {
        let range = try range(field)
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw failure("field \(field.number) is a text that is not UTF-8")
        }
        return text
    }

    mutating func data(_ field: Field) throws(ModelImportError) -> [UInt8] { Array(bytes[try range(field)]) }

    mutating func message(_ field: Field) throws(ModelImportError) -> ProtobufReader {
        ProtobufReader(bytes, try range(field))
    }

    /// Appends one integer, or those of a packed field.
    mutating func append(_ field: Field, to integers: inout [Int]) throws(ModelImportError) {
        guard field.type == .bytes else { return integers.append(try integer(field)) }
        var packed = try message(field)
        while packed.position < packed.end { integers.append(Int(truncatingIfNeeded: try packed.varint())) }
    }

    mutating func append(_ field: Field, to floats: inout [Float]) throws(ModelImportError) {
        guard field.type == .bytes else { return floats.append(try float(field)) }
        var packed = try message(field)
        while packed.position < packed.end {
            floats.append(Float(bitPattern: UInt32(truncatingIfNeeded: try packed.fixed(4))))
        }
    }

    mutating func append(_ field: Field, to doubles: inout [Double]) throws(ModelImportError) {
        guard field.type == .bytes else {
            guard field.type == .fixed64 else { throw failure("field \(field.number) is no Float64") }
            return doubles.append(Double(bitPattern: try fixed(8)))
        }
        var packed = try message(field)
        while packed.position < packed.end { doubles.append(Double(bitPattern: try packed.fixed(8))) }
    }

    // MARK: Bytes

    private mutating func varint() throws(ModelImportError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard position < end else { throw failure("it ends inside of a number") }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw failure("a number of more than ten bytes")
    }

    private mutating func fixed(_ size: Int) throws(ModelImportError) -> UInt64 {
        guard end - position >= size else { throw failure("it ends inside of a number") }
        var value: UInt64 = 0
        for offset in 0..<size { value |= UInt64(bytes[position + offset]) << UInt64(8 * offset) }
        position += size
        return value
    }

    private mutating func range(_ field: Field) throws(ModelImportError) -> Range<Int> {
        guard field.type == .bytes else { throw failure("field \(field.number) has no length") }
        let length = try varint()
        guard length <= UInt64(end - position) else {
            throw failure("a length of \(length), but only \(end - position) bytes are left")
        }
        let start = position
        position += Int(length)
        return start..<position
    }
}
