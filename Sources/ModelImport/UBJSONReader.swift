/// Reads the Universal Binary JSON that XGBoost writes: big-endian, lengths always 64-bit, names without a type byte.
///
/// Every length is checked against the bytes that are left before anything is allocated.
struct UBJSONReader: ~Escapable {
    private let bytes: Span<UInt8>
    /// Offset of the next byte.
    private var position = 0
    private var depth = 0
    private var valuesLeft: Int

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, maximumValueCount: Int = ModelDocument.maximumValueCount) {
        self.bytes = bytes
        valuesLeft = maximumValueCount
    }

    /// Reads the one value of a file and refuses anything after it.
    mutating func readDocument() throws(ModelImportError) -> ModelDocument {
        let document = try readValue(try readByte())
        guard position == bytes.count else { throw failure("expected the end of the file") }
        return document
    }

    private func failure(_ problem: String, at offset: Int? = nil) -> ModelImportError {
        ModelImportError("the UBJSON breaks at byte \(offset ?? position): \(problem)")
    }

    private mutating func readValue(_ type: UInt8) throws(ModelImportError) -> ModelDocument {
        valuesLeft -= 1
        guard valuesLeft >= 0 else { throw failure("more values than a model has", at: position - 1) }
        switch type {
        case UInt8(ascii: "{"): return try nested { reader throws(ModelImportError) in try reader.readObject() }
        case UInt8(ascii: "["): return try nested { reader throws(ModelImportError) in try reader.readArray() }
        case UInt8(ascii: "S"): return .text(try readText())
        case UInt8(ascii: "Z"): return .null
        case UInt8(ascii: "T"): return .boolean(true)
        case UInt8(ascii: "F"): return .boolean(false)
        case UInt8(ascii: "i"): return .integer(Int(try read(Int8.self)))
        case UInt8(ascii: "U"), UInt8(ascii: "C"): return .integer(Int(try readByte()))
        case UInt8(ascii: "I"): return .integer(Int(try read(Int16.self)))
        case UInt8(ascii: "l"): return .integer(Int(try read(Int32.self)))
        case UInt8(ascii: "L"): return .integer(Int(try read(Int64.self)))
        case UInt8(ascii: "d"): return .number(Float(bitPattern: UInt32(bitPattern: try read(Int32.self))))
        case UInt8(ascii: "D"):
            return .number(Float(Double(bitPattern: UInt64(bitPattern: try read(Int64.self)))))
        default: throw failure("unknown type byte \(type)", at: position - 1)
        }
    }

    private mutating func nested(
        _ read: (inout UBJSONReader) throws(ModelImportError) -> ModelDocument
    ) throws(ModelImportError) -> ModelDocument {
        guard depth < ModelDocument.maximumDepth else {
            throw failure("nested deeper than \(ModelDocument.maximumDepth) levels", at: position - 1)
        }
        depth += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func readObject() throws(ModelImportError) -> ModelDocument {
        var members: [ModelDocument.Member] = []
        var names: Set<String> = []
        while true {
            if try peekByte() == UInt8(ascii: "}") {
                position += 1
                return .object(members)
            }
            let start = position
            let name = try readText()
            guard names.insert(name).inserted else {
                throw failure("the name \"\(name.prefix(40))\" stands twice in one object", at: start)
            }
            members.append(ModelDocument.Member(name: name, value: try readValue(try readByte())))
        }
    }

    private mutating func readArray() throws(ModelImportError) -> ModelDocument {
        if try peekByte() == UInt8(ascii: "$") {
            position += 1
            let type = try readByte()
            guard try readByte() == UInt8(ascii: "#") else { throw failure("expected # after the type of an array") }
            return try readTyped(type)
        }
        var elements: [ModelDocument] = []
        if try peekByte() == UInt8(ascii: "#") {
            position += 1
            // An element has at least its type byte.
            let count = try readLength(elementSize: 1)
            for _ in 0..<count { elements.append(try readValue(try readByte())) }
            return .list(elements)
        }
        while try peekByte() != UInt8(ascii: "]") { elements.append(try readValue(try readByte())) }
        position += 1
        return .list(elements)
    }

    private mutating func readTyped(_ type: UInt8) throws(ModelImportError) -> ModelDocument {
        let list: NumberList
        switch type {
        case UInt8(ascii: "i"): list = .int8(try readElements(1) { Int8(truncatingIfNeeded: $0) })
        case UInt8(ascii: "U"): list = .uint8(try readElements(1) { UInt8(truncatingIfNeeded: $0) })
        case UInt8(ascii: "I"): list = .int16(try readElements(2) { Int16(truncatingIfNeeded: $0) })
        case UInt8(ascii: "l"): list = .int32(try readElements(4) { Int32(truncatingIfNeeded: $0) })
        case UInt8(ascii: "L"): list = .int64(try readElements(8) { Int64(bitPattern: $0) })
        case UInt8(ascii: "d"): list = .float(try readElements(4) { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) })
        case UInt8(ascii: "D"): list = .double(try readElements(8) { Double(bitPattern: $0) })
        default: throw failure("unknown element type \(type) of an array")
        }
        return list.count == 0 ? .array([]) : .numbers(list)
    }

    private mutating func readElements<Element>(
        _ size: Int, _ convert: (UInt64) -> Element
    ) throws(ModelImportError) -> [Element] {
        let count = try readLength(elementSize: size)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count {
            var word: UInt64 = 0
            for offset in 0..<size { word = word << 8 | UInt64(bytes[position + offset]) }
            position += size
            elements.append(convert(word))
        }
        return elements
    }

    private mutating func readText() throws(ModelImportError) -> String {
        let start = position
        let count = try readLength(elementSize: 1)
        var text: [UInt8] = []
        text.reserveCapacity(count)
        for offset in 0..<count { text.append(bytes[position + offset]) }
        position += count
        guard let string = String(validating: text, as: UTF8.self) else {
            throw failure("a text that is not UTF-8", at: start)
        }
        return string
    }

    /// A length that the rest of the file can hold.
    private mutating func readLength(elementSize: Int) throws(ModelImportError) -> Int {
        let start = position
        guard try readByte() == UInt8(ascii: "L") else { throw failure("expected a 64-bit length", at: start) }
        let length = Int(try read(Int64.self))
        guard length >= 0, length <= (bytes.count - position) / elementSize else {
            throw failure(
                "a length of \(length) elements, but only \(bytes.count - position) bytes are left", at: start)
        }
        return length
    }

    private func peekByte() throws(ModelImportError) -> UInt8 {
        guard position < bytes.count else { throw failure("the file ends here") }
        return bytes[position]
    }

    private mutating func readByte() throws(ModelImportError) -> UInt8 {
        let byte = try peekByte()
        position += 1
        return byte
    }

    private mutating func read<Integer: FixedWidthInteger>(
        _ type: Integer.Type
    ) throws(ModelImportError) -> Integer {
        let size = Integer.bitWidth / 8
        guard bytes.count - position >= size else { throw failure("the file ends here", at: bytes.count) }
        var value: Integer = 0
        for offset in 0..<size {
            value = Integer(
                truncatingIfNeeded: UInt64(truncatingIfNeeded: value) << 8 | UInt64(bytes[position + offset]))
        }
        position += size
        return value
    }
}
