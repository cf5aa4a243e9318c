/// A model file as a tree: the same for JSON and UBJSON, and compact where files are large, in arrays of numbers.
enum ModelDocument: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Float)
    case text(String)
    /// An array of numbers or booleans (as 0 and 1) that is not empty.
    case numbers(NumberList)
    /// Any other array.
    case array([ModelDocument])
    /// In the order of the file; names are unique.
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: ModelDocument
    }

    /// Levels that a file may nest; XGBoost's files have 8.
    static let maximumDepth = 32
    /// Values outside arrays of numbers that a file may have: in memory each takes up to 50 bytes, in the file as little
    /// as one. A million trees have 25 million.
    static let maximumValueCount = 1 << 25

    /// What a message calls this value.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let text): "the text \"\(text.prefix(40))\""
        case .numbers(let list): "an array of \(list.count) numbers"
        case .array(let elements): "an array of \(elements.count) elements"
        case .object: "an object"
        }
    }

    /// An array, as numbers if its elements are.
    static func list(_ elements: [ModelDocument]) -> ModelDocument {
        guard !elements.isEmpty else { return .array([]) }
        var numbers = NumberListBuilder()
        for element in elements {
            switch element {
            case .integer(let value): numbers.append(value)
            case .number(let value): numbers.append(value)
            case .boolean(let value): numbers.append(value ? 1 : 0)
            default: return .array(elements)
            }
        }
        return .numbers(numbers.list)
    }
}
