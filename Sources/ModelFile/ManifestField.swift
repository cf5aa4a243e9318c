import JSONBytes

/// A value of the manifest with its path, such as `manifest: features[3].kind`, which every error names.
struct ManifestField {
    let path: String
    let value: JSONValue

    func error(_ problem: String) -> ModelFileError {
        ModelFileError("manifest: \(path.isEmpty ? "" : path + ": ")\(problem)")
    }

    // MARK: Objects

    /// Refuses a member that is not among `names`: a typing error must not pass as an absent option.
    func requireMembers(_ names: [String]) throws(ModelFileError) {
        guard let members = value.object else { throw error("expected an object") }
        for member in members where !names.contains(member.name) {
            throw error("the field \(member.name.prefix(64)) is unknown")
        }
    }

    /// A member that must be there.
    subscript(_ name: String) -> ManifestField {
        get throws(ModelFileError) {
            guard let field = optional(name) else { throw error("the field \(name) is absent") }
            return field
        }
    }

    /// A member, or nil when it is absent or null.
    func optional(_ name: String) -> ManifestField? {
        guard let member = value[name], !member.isNull else { return nil }
        return ManifestField(path: path.isEmpty ? name : "\(path).\(name)", value: member)
    }

    /// The members of an object with any names.
    func members() throws(ModelFileError) -> [(name: String, field: ManifestField)] {
        guard let members = value.object else { throw error("expected an object") }
        return members.map { ($0.name, ManifestField(path: "\(path).\($0.name.prefix(64))", value: $0.value)) }
    }

    func elements() throws(ModelFileError) -> [ManifestField] {
        guard let elements = value.array else { throw error("expected an array") }
        return elements.enumerated().map { ManifestField(path: "\(path)[\($0)]", value: $1) }
    }

    // MARK: Scalars

    func string() throws(ModelFileError) -> String {
        guard let string = value.string else { throw error("expected a text") }
        return string
    }

    func strings() throws(ModelFileError) -> [String] {
        var strings: [String] = []
        for element in try elements() { strings.append(try element.string()) }
        return strings
    }

    func boolean() throws(ModelFileError) -> Bool {
        guard let boolean = value.boolean else { throw error("expected true or false") }
        return boolean
    }

    func integer(from minimum: Int = 0) throws(ModelFileError) -> Int {
        guard let integer = value.integer, integer >= minimum else {
            throw error("expected a whole number from \(minimum)")
        }
        return integer
    }

    func number() throws(ModelFileError) -> Double {
        guard let number = value.number, number.isFinite else { throw error("expected a finite number") }
        return number
    }

    func float() throws(ModelFileError) -> Float {
        let float = Float(try number())
        guard float.isFinite else { throw error("expected a number inside the range of Float32") }
        return float
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _: Choice.Type = Choice.self
    ) throws(ModelFileError) -> Choice where Choice.RawValue == String {
        let text = try string()
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("\"\(text.prefix(64))\" is none of \(choices)")
        }
        return choice
    }
}
