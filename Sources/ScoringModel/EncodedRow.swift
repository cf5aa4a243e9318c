/// One row of a table on its way from cells to the model's columns: the caller's scratch, used again for every row.
package struct EncodedRow: Sendable {
    private let encoder: RowEncoder
    private var fields: [Double]

    package init(_ encoder: RowEncoder) {
        self.encoder = encoder
        fields = Array(repeating: .nan, count: encoder.features.count)
    }

    /// Reads a cell as `RowEncoder.encode(field:at:)` does. A field that is not set is missing, and one that failed too.
    package mutating func set(field: Span<UInt8>, at position: Int) throws(RowError) {
        fields[position] = .nan
        fields[position] = try encoder.value(field: field, at: position)
    }

    /// The same for a number whose text is a decimal number, of a feature for which no text means more than its number: not
    /// a category or a date.
    package mutating func set(number: Double, at position: Int) throws(RowError) {
        fields[position] = .nan
        fields[position] = try encoder.value(number: number, at: position)
    }

    /// Appends the model's columns, all missing where the row lacks a required value, and begins the next row.
    package mutating func finish(into rows: inout [Double]) throws(RowError) { try append(to: &rows) }

    /// The same for a model of the precision `float32`.
    package mutating func finish(into rows: inout [Float]) throws(RowError) { try append(to: &rows) }

    @inline(__always)
    private mutating func append<Value: EncodedValue>(to rows: inout [Value]) throws(RowError) {
        defer { for position in fields.indices { fields[position] = .nan } }
        let start = rows.count
        rows.append(contentsOf: repeatElement(.nan, count: encoder.columnCount))
        try encoder.write(fieldsAt: 0, of: fields, into: &rows, at: start)
    }
}
