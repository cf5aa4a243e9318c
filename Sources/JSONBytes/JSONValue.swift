/// A whole document as a tree, for what is small: manifests, settings, schemas. Jobs are read by `JSONReader` directly.
package enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// A number written without fraction or exponent that fits an Int.
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order of the document; names are unique.
    case object([Member])

    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads one document; a name that stands twice in one object is refused.
    package static func parse(_ bytes: Span<UInt8>, maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes, maximumDepth: maximumDepth)
        let value = try JSONValue(&reader)
        try reader.end()
        return value
    }

    /// Reads the next value of a document.
    package init(_ reader: inout JSONReader) throws(JSONError) {
        switch try reader.peek() {
        case .null:
            try reader.readNull()
            self = .null
        case .boolean: self = .boolean(try reader.readBoolean())
        case .number:
            let start = reader.position
            let number = try reader.readNumber()
            self = reader.integer(in: start..<reader.position).map { .integer($0) } ?? .number(number)
        case .string:
            try reader.readString()
            self = .string(reader.stringValue)
        case .array:
            var elements: [JSONValue] = []
            try reader.beginArray()
            while try reader.nextElement() { elements.append(try JSONValue(&reader)) }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            var names: Set<String> = []
            try reader.beginObject()
            while try reader.nextKey() {
                let name = reader.stringValue
                guard names.insert(name).inserted else {
                    throw JSONError(byte: reader.position, "the name \"\(name.prefix(80))\" stands twice in one object")
                }
                members.append(Member(name, try JSONValue(&reader)))
            }
            self = .object(members)
        }
    }

    /// The value of a member; nil when there is none or this is no object.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    package var object: [Member]? { if case .object(let members) = self { members } else { nil } }
    package var isNull: Bool { self == .null }

    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
