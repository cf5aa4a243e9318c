import JSONBytes

/// A value of a model file with the place where it stands, so that every complaint names it.
struct DocumentField {
    let value: ModelDocument
    /// Such as `learner.gradient_booster.model.trees[3]`; empty for the file as a whole.
    let path: String

    func failure(_ problem: String) -> ModelImportError {
        ModelImportError("\(path.isEmpty ? "the file" : path) \(problem)")
    }

    func failure(at index: Int, _ problem: String) -> ModelImportError {
        ModelImportError("\(path)[\(index)] \(problem)")
    }

    private func mismatch(_ expected: String) -> ModelImportError {
        failure("is \(value.kind), expected \(expected)")
    }

    /// A member that must be there.
    func member(_ name: String) throws(ModelImportError) -> DocumentField {
        guard let member = try optionalMember(name) else { throw failure("has no member \(name)") }
        return member
    }

    /// A member of this object, or nil.
    func optionalMember(_ name: String) throws(ModelImportError) -> DocumentField? {
        guard case .object(let members) = value else { throw mismatch("an object") }
        guard let member = members.first(where: { $0.name == name }) else { return nil }
        return DocumentField(value: member.value, path: path.isEmpty ? name : "\(path).\(name)")
    }

    func elements() throws(ModelImportError) -> [DocumentField] {
        guard case .array(let elements) = value else { throw mismatch("an array") }
        return elements.enumerated().map { DocumentField(value: $0.element, path: "\(path)[\($0.offset)]") }
    }

    func text() throws(ModelImportError) -> String {
        guard case .text(let text) = value else { throw mismatch("a text") }
        return text
    }

    func texts() throws(ModelImportError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.text()) }
        return texts
    }

    func numbers() throws(ModelImportError) -> NumberList {
        switch value {
        case .numbers(let list): return list
        case .array(let elements) where elements.isEmpty: return .uint8([])
        default: throw mismatch("an array of numbers")
        }
    }

    /// An array of exactly `count` numbers.
    func numbers(count: Int) throws(ModelImportError) -> NumberList {
        let list = try numbers()
        guard list.count == count else { throw failure("has \(list.count) elements, expected \(count)") }
        return list
    }

    /// A whole number inside `range`, written as a number or, as XGBoost does with parameters, as a text.
    func integer(in range: ClosedRange<Int>) throws(ModelImportError) -> Int {
        let found: Int?
        switch value {
        case .integer(let integer): found = integer
        case .text(let text): found = Int(text)
        default: found = nil
        }
        guard let found, range.contains(found) else {
            let limit =
                range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            throw mismatch("a whole number, \(limit)")
        }
        return found
    }
}
