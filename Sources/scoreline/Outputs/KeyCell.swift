import JSONBytes
import Tables

/// The value of the key column of one row, as it stood in the input.
enum KeyCell: Equatable {
    /// A cell of CSV or TSV.
    case text([UInt8])
    /// A value of JSON Lines.
    case json([UInt8])
    case missing
}

/// Where the key of a row is.
struct KeyColumn {
    let name: String
    /// Of a CSV or TSV file.
    let position: Int?

    /// The cell of the reader's current row.
    func cell(of reader: borrowing TableReader) -> KeyCell {
        if let position {
            let field = reader.field(at: position)
            return .text(field.indices.map { field[$0] })
        }
        let object = reader.field(at: 0)
        guard let range = Self.range(of: name, in: object) else { return .missing }
        return .json(range.map { object[$0] })
    }

    /// Where the member's value stands in an object; nil when there is none.
    static func range(of name: String, in object: Span<UInt8>) -> Range<Int>? {
        var reader = JSONReader(object)
        do throws(JSONError) {
            try reader.beginObject()
            while try reader.nextKey() {
                let isKey = reader.stringValue == name
                let kind = try reader.peek()
                let value = try reader.skipValue()
                if isKey { return kind == .null ? nil : value }
            }
        } catch {
            // The reader of the table has let only whole objects pass.
            return nil
        }
        return nil
    }
}
