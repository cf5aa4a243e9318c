import JSONBytes

extension ModelDocument {
    /// Reads a whole JSON file; a name that stands twice in one object is refused.
    init(json bytes: Span<UInt8>, maximumValueCount: Int = Self.maximumValueCount) throws(JSONError) {
        var reader = JSONDocumentReader(bytes, maximumValueCount: maximumValueCount)
        self = try reader.readDocument()
    }
}

private struct JSONDocumentReader: ~Escapable {
    private let bytes: Span<UInt8>
    private var reader: JSONReader
    private var valuesLeft: Int

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, maximumValueCount: Int) {
        self.bytes = bytes
        reader = JSONReader(bytes, maximumDepth: ModelDocument.maximumDepth)
        valuesLeft = maximumValueCount
    }

    mutating func readDocument() throws(JSONError) -> ModelDocument {
        let document = try readValue()
        try reader.end()
        return document
    }

    private mutating func readValue() throws(JSONError) -> ModelDocument {
        let kind = try reader.peek()
        if kind == .number { return try readNumber() }
        valuesLeft -= 1
        guard valuesLeft >= 0 else { throw JSONError(byte: reader.position, "more values than a model has") }
        switch kind {
        case .null:
            try reader.readNull()
            return .null
        case .boolean: return .boolean(try reader.readBoolean())
        case .number: return try readNumber()
        case .string:
            try reader.readString()
            return .text(reader.stringValue)
        case .array: return try readArray()
        case .object: return try readObject()
        }
    }

    private mutating func readObject() throws(JSONError) -> ModelDocument {
        var members: [ModelDocument.Member] = []
        var names: Set<String> = []
        try reader.beginObject()
        while try reader.nextKey() {
            let name = reader.stringValue
            guard names.insert(name).inserted else {
                throw JSONError(byte: reader.position, "the name \"\(name.prefix(40))\" stands twice in one object")
            }
            members.append(ModelDocument.Member(name: name, value: try readValue()))
        }
        return .object(members)
    }

    /// Numbers go straight into a compact list; elements of other kinds make an ordinary array.
    private mutating func readArray() throws(JSONError) -> ModelDocument {
        var numbers = NumberListBuilder()
        var elements: [ModelDocument] = []
        try reader.beginArray()
        while try reader.nextElement() {
            switch try readValue() {
            case .integer(let value): numbers.append(value)
            case .number(let value): numbers.append(value)
            case .boolean(let value): numbers.append(value ? 1 : 0)
            case let element: elements.append(element)
            }
            guard numbers.isEmpty || elements.isEmpty else {
                throw JSONError(byte: reader.position, "an array with numbers and something else in it")
            }
        }
        return numbers.isEmpty ? .array(elements) : .numbers(numbers.list)
    }

    private mutating func readNumber() throws(JSONError) -> ModelDocument {
        let start = reader.position
        let value = try reader.readNumber()
        let text = bytes.extracting(start..<reader.position)
        if let integer = integer(text) { return .integer(integer) }
        return .number(Float(decimal: text, nearest: value))
    }

    /// A number written without fraction and exponent, from its digits: a category may be one that no Double holds.
    private func integer(_ text: Span<UInt8>) -> Int? {
        let isNegative = text[0] == UInt8(ascii: "-")
        var value = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            guard case let byte = text[index], (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                return nil
            }
            // Downwards: the smallest Int has no positive counterpart.
            let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
            let (next, ends) = tens.subtractingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            guard !overflows, !ends else { return nil }
            value = next
        }
        return isNegative ? value : Int(exactly: value.magnitude)
    }
}
