import JSONBytes
import ScoringModel

/// How the cells of one column of a table are written as JSON, so that a worker encodes them to the same features as
/// `RowEncoder.encode(field:at:)` does.
///
/// The words for *missing* become `null` in every form.
enum CellForm: Equatable {
    /// Numbers, also those that JSON would not take as they stand (`+5`, `.5`, `007`); anything else as a text, which may be
    /// a date; the worker refuses the rest by name.
    case number
    /// `true` and `false` for their words, numbers, and texts as in `number`.
    case boolean
    /// A category matches by its text: `007` and `1.0` are not 7 and 1.
    case text
    /// The model does not know the column, but a later version may: a number where number and text mean the same to every
    /// kind of feature, else a text.
    case undecided

    init(_ feature: Feature?) {
        self =
            switch feature?.kind {
            case .numeric, .date: .number
            case .boolean: .boolean
            case .categorical: .text
            case nil: .undecided
            }
    }

    func write(_ field: Span<UInt8>, to writer: inout JSONWriter) {
        if MissingWords.contains(field) { return writer.writeNull() }
        switch self {
        case .boolean:
            if let boolean = BooleanWords.value(of: field) { return writer.write(boolean) }
            writeNumber(field, to: &writer)
        case .number: writeNumber(field, to: &writer)
        case .text: writer.write(field)
        case .undecided:
            if let number = DecimalNumber.parse(field), number.isFinite,
                Self.equals(field, DecimalNumber.shortest(number))
            {
                writer.write(raw: field)
            } else {
                writer.write(field)
            }
        }
    }

    private func writeNumber(_ field: Span<UInt8>, to writer: inout JSONWriter) {
        if let number = DecimalNumber.scan(field, from: 0), number.end == field.count {
            writer.write(raw: field)
        } else if let number = DecimalNumber.parse(field) {
            // JSON has no infinity; a number that is too large says the same.
            let text = number.isFinite ? DecimalNumber.shortest(number) : number < 0 ? "-1e999" : "1e999"
            writer.write(raw: Array(text.utf8).span)
        } else {
            writer.write(field)
        }
    }

    private static func equals(_ field: Span<UInt8>, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == field.count && field.indices.allSatisfy { field[$0] == bytes[$0] }
    }
}
