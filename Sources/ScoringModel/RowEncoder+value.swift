import JSONBytes

/// Values of single fields in Float64, NaN where they are missing. Each is inside the range of the model's precision, or a date.
extension RowEncoder {
    /// A number of a job or tensor; of a date, the seconds since 1970.
    package func value(number: Double, at position: Int) throws(RowError) -> Double {
        if isNumber[position], precision.rounded(number).isFinite || number.isNaN { return number }
        if number.isNaN { return .nan }
        let feature = features[position]
        if feature.kind == .date { return try date(number, feature) }
        if feature.kind == .categorical, let table = categories[position] {
            if let sentinel = feature.missingSentinel, Float(number) == sentinel { return .nan }
            let name = Array(DecimalNumber.shortest(number).utf8)
            return try category(name.span, table, feature)
        }
        guard precision.rounded(number).isFinite else {
            let type = precision == .float32 ? "Float32" : "Float64"
            throw RowError(.outOfRange, "has a value for \(feature.name) that is outside the range of \(type)")
        }
        let value = Float(number)
        if let sentinel = feature.missingSentinel, value == sentinel { return .nan }
        if feature.kind == .boolean, value != 0, value != 1 {
            throw RowError(
                .wrongType,
                "has the number \(DecimalNumber.shortest(number)) for \(feature.name), which is true or false")
        }
        return number
    }

    /// A `true` or `false` of a job or tensor.
    package func value(boolean: Bool, at position: Int) throws(RowError) -> Double {
        let feature = features[position]
        switch feature.kind {
        case .boolean: return boolean ? 1 : 0
        case .numeric: throw RowError(.notANumber, "has \(boolean) for \(feature.name), which is a number")
        case .date: throw RowError(.wrongType, "has \(boolean) for \(feature.name), which is a date")
        case .categorical:
            guard let table = categories[position] else {
                throw RowError(.notANumber, "has \(boolean) for \(feature.name), which takes a category's code")
            }
            let name = Array((boolean ? "true" : "false").utf8)
            return try category(name.span, table, feature)
        }
    }

    /// A text of a job or tensor: a category's name or code, or a date.
    package func value(text: Span<UInt8>, at position: Int) throws(RowError) -> Double {
        let feature = features[position]
        switch feature.kind {
        case .numeric:
            throw RowError(.notANumber, "has the text \(quoted(text)) for \(feature.name), which is a number")
        case .boolean:
            throw RowError(.wrongType, "has the text \(quoted(text)) for \(feature.name), which is true or false")
        case .date:
            guard let seconds = DateText.parse(text) else {
                throw RowError(
                    .wrongType,
                    "has the text \(quoted(text)) for \(feature.name), which is a date such as 2024-02-29 or "
                        + "2024-02-29T10:15:00Z")
            }
            return try date(seconds, feature)
        case .categorical:
            if let table = categories[position] { return try category(text, table, feature) }
            guard let code = DecimalNumber.parse(text) else {
                throw RowError(
                    .notANumber, "has the text \(quoted(text)) for \(feature.name), which takes a category's code")
            }
            return try value(number: code, at: position)
        }
    }

    /// A cell of a table.
    package func value(field: Span<UInt8>, at position: Int) throws(RowError) -> Double {
        if MissingWords.contains(field) { return .nan }
        let feature = features[position]
        switch feature.kind {
        case .numeric:
            guard let number = DecimalNumber.parse(field) else {
                throw RowError(.notANumber, "has the text \(quoted(field)) for \(feature.name), which is a number")
            }
            return try value(number: number, at: position)
        case .boolean:
            if let boolean = BooleanWords.value(of: field) { return boolean ? 1 : 0 }
            guard let number = DecimalNumber.parse(field) else {
                throw RowError(.wrongType, "has the text \(quoted(field)) for \(feature.name), which is true or false")
            }
            return try value(number: number, at: position)
        case .date:
            // No date is a number: the dashes.
            if let seconds = DecimalNumber.parse(field) { return try value(number: seconds, at: position) }
            return try value(text: field, at: position)
        case .categorical:
            return try value(text: field, at: position)
        }
    }

    private func date(_ seconds: Double, _ feature: Feature) throws(RowError) -> Double {
        guard DateText.seconds.contains(seconds) else {
            throw RowError(.outOfRange, "has a time for \(feature.name) that is outside the years 1 to 9999")
        }
        if let sentinel = feature.missingSentinel, seconds == Double(sentinel) { return .nan }
        return seconds
    }

    private func category(_ name: Span<UInt8>, _ table: NameTable, _ feature: Feature) throws(RowError) -> Double {
        if let code = table.position(of: name) { return Double(code) }
        if feature.unseen == .missing { return Self.unseenCategory }
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
