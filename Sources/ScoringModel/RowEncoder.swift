import JSONBytes

/// The only code that turns a value into a feature: trainer, worker and `predict` encode through it, so they can't
/// differ. Immutable; any thread.
package struct RowEncoder: Sendable {
    package let features: [Feature]
    private let names: NameTable
    /// Per feature; nil where there are no category names.
    private let categories: [NameTable?]
    /// Positions of the features that a row must have.
    private let required: [Int]
    /// Per feature: whether a finite number is its own code.
    private let isPlain: [Bool]

    package init(features: [Feature]) {
        self.features = features
        names = NameTable(features.map(\.name))
        categories = features.map { $0.categories.isEmpty ? nil : NameTable($0.categories) }
        required = features.indices.filter { features[$0].required }
        isPlain = features.map { $0.missingSentinel == nil && $0.kind != .boolean && $0.categories.isEmpty }
    }

    /// Position of a feature by its UTF-8 name. `hint` is tried first: callers that read objects pass the position after
    /// the last one found.
    package func position(of name: Span<UInt8>, hint: Int = 0) -> Int? {
        if hint < features.count, names.matches(hint, name) { return hint }
        return names.position(of: name)
    }

    /// A number of a job or tensor.
    package func encode(number: Double, at position: Int) throws(RowError) -> Float {
        if isPlain[position] {
            let value = Float(number)
            if value.isFinite { return value }
        }
        if number.isNaN { return .nan }
        let feature = features[position]
        if feature.kind == .categorical, let table = categories[position] {
            if let sentinel = feature.missingSentinel, Float(number) == sentinel { return .nan }
            let name = Array(DecimalNumber.shortest(number).utf8)
            return try category(name.span, table, feature)
        }
        let value = Float(number)
        guard value.isFinite else {
            throw RowError(.outOfRange, "has a value for \(feature.name) that is outside the range of Float32")
        }
        if let sentinel = feature.missingSentinel, value == sentinel { return .nan }
        if feature.kind == .boolean, value != 0, value != 1 {
            throw RowError(
                .wrongType,
                "has the number \(DecimalNumber.shortest(number)) for \(feature.name), which is true or false")
        }
        return value
    }

    /// A `true` or `false` of a job or tensor.
    package func encode(boolean: Bool, at position: Int) throws(RowError) -> Float {
        let feature = features[position]
        switch feature.kind {
        case .boolean: return boolean ? 1 : 0
        case .numeric: throw RowError(.notANumber, "has \(boolean) for \(feature.name), which is a number")
        case .categorical:
            guard let table = categories[position] else {
                throw RowError(.notANumber, "has \(boolean) for \(feature.name), which takes a category's code")
            }
            let name = Array((boolean ? "true" : "false").utf8)
            return try category(name.span, table, feature)
        }
    }

    /// A text of a job or tensor: a category's name or code. Texts are no numbers here; see `encode(field:at:)`.
    package func encode(text: Span<UInt8>, at position: Int) throws(RowError) -> Float {
        let feature = features[position]
        switch feature.kind {
        case .numeric:
            throw RowError(.notANumber, "has the text \(quoted(text)) for \(feature.name), which is a number")
        case .boolean:
            throw RowError(.wrongType, "has the text \(quoted(text)) for \(feature.name), which is true or false")
        case .categorical:
            if let table = categories[position] { return try category(text, table, feature) }
            guard let code = DecimalNumber.parse(text) else {
                throw RowError(
                    .notANumber, "has the text \(quoted(text)) for \(feature.name), which takes a category's code")
            }
            return try encode(number: code, at: position)
        }
    }

    /// A cell of a table, where everything is text: numbers are read, the words of `MissingWords` are missing.
    package func encode(field: Span<UInt8>, at position: Int) throws(RowError) -> Float {
        if MissingWords.contains(field) { return .nan }
        let feature = features[position]
        switch feature.kind {
        case .numeric:
            guard let number = DecimalNumber.parse(field) else {
                throw RowError(.notANumber, "has the text \(quoted(field)) for \(feature.name), which is a number")
            }
            return try encode(number: number, at: position)
        case .boolean:
            if let boolean = BooleanWords.value(of: field) { return boolean ? 1 : 0 }
            guard let number = DecimalNumber.parse(field) else {
                throw RowError(.wrongType, "has the text \(quoted(field)) for \(feature.name), which is true or false")
            }
            return try encode(number: number, at: position)
        case .categorical:
            return try encode(text: field, at: position)
        }
    }

    /// Refuses an encoded row that lacks a required value.
    package func check(_ row: Span<Float>) throws(RowError) {
        for position in required where row[position].isNaN {
            throw RowError(.missingFeature, "has no value for the required feature \(features[position].name)")
        }
    }

    private func category(_ name: Span<UInt8>, _ table: NameTable, _ feature: Feature) throws(RowError) -> Float {
        if let code = table.position(of: name) { return Float(code) }
        if feature.unseen == .missing { return .nan }
        throw RowError(
            .unseenCategory, "has the category \(quoted(name)) for \(feature.name), which training never saw")
    }

    /// At most 40 bytes of a hostile text, for a message.
    private func quoted(_ text: Span<UInt8>) -> String {
        let shown = text.extracting(first: 40)
        var bytes: [UInt8] = []
        for index in shown.indices { bytes.append(shown[index]) }
        return "\"" + String(decoding: bytes, as: UTF8.self) + (text.count > 40 ? "…\"" : "\"")
    }
}
