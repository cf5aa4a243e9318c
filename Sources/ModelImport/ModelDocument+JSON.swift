import JSONBytes

extension ModelDocument {
    /// Reads a whole JSON file; a name that stands twice in one object is refused.
    init(json bytes: Span<UInt8>) throws(JSONError) {
        var reader = JSONReader(bytes, maximumDepth: Self.maximumDepth)
        self = try Self.read(&reader, bytes)
        try reader.end()
    }

    private static func read(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(JSONError) -> ModelDocument {
        switch try reader.peek() {
        case .null:
            try reader.readNull()
            return .null
        case .boolean: return .boolean(try reader.readBoolean())
        case .number: return try readNumber(&reader, bytes)
        case .string:
            try reader.readString()
            return .text(reader.stringValue)
        case .array: return try readArray(&reader, bytes)
        case .object:
            var members: [Member] = []
            var names: Set<String> = []
            try reader.beginObject()
            while try reader.nextKey() {
                let name = reader.stringValue
                guard names.insert(name).inserted else {
                    throw JSONError(byte: reader.position, "the name \"\(name)\" stands twice in one object")
                }
                members.append(Member(name: name, value: try read(&reader, bytes)))
            }
            return .object(members)
        }
    }

    /// Numbers go straight into a compact list; the first element of another kind makes it an ordinary array.
    private static func readArray(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(JSONError) -> ModelDocument {
        var numbers = NumberListBuilder()
        var elements: [ModelDocument] = []
        try reader.beginArray()
        while try reader.nextElement() {
            switch try read(&reader, bytes) {
            case .integer(let value) where elements.isEmpty: numbers.append(value)
            case .number(let value) where elements.isEmpty: numbers.append(value)
            case .boolean(let value) where elements.isEmpty: numbers.append(value ? 1 : 0)
            case let element:
                guard numbers.list.count == 0 else {
                    throw JSONError(byte: reader.position, "an array of numbers with something else in it")
                }
                elements.append(element)
            }
        }
        return numbers.list.count == 0 ? .array(elements) : .numbers(numbers.list)
    }

    private static func readNumber(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(JSONError) -> ModelDocument
    {
        let start = reader.position
        let value = try reader.readNumber()
        let text = bytes.extracting(start..<reader.position)
        // Up to 2^53 the Double is the integer.
        if isWhole(text), let integer = Int(exactly: value), integer.magnitude <= 1 << 53 { return .integer(integer) }
        return .number(Float(decimal: text, nearest: value))
    }

    /// Whether a number is written without fraction and exponent.
    private static func isWhole(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            default: return false
            }
        }
        return true
    }
}
