import JSONBytes

/// The JSON of an output around its numbers, made once for a model: most of a result is the same in each.
struct TensorFrame: Sendable {
    /// Up to the number of rows, between that and the values, and behind them.
    private let head: [UInt8]
    private let middle: [UInt8]
    private let tail: [UInt8]
    /// Up to the value of a single row.
    private let single: [UInt8]

    /// Without `columns` it is a vector; `members` are more members of the tensor, as JSON.
    init(_ name: StaticString, _ datatype: StaticString, columns: Int? = nil, members: [UInt8] = []) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("name")
        writer.write(literal: name)
        writer.key("datatype")
        writer.write(literal: datatype)
        writer.key("shape")
        writer.beginArray()
        head = writer.bytes
        writer.removeAll()
        if let columns {
            writer.write(raw: ",")
            writer.endDocument()
            writer.write(columns)
        }
        writer.endArray()
        writer.key("data")
        writer.beginArray()
        middle = writer.bytes
        writer.removeAll()
        writer.endArray()
        if !members.isEmpty { writer.write(raw: members.span) }
        writer.endObject()
        tail = writer.bytes
        single = head + [UInt8(ascii: "1")] + middle
    }

    /// Writes what comes before the values.
    func begin(rows: Int, _ writer: inout JSONWriter) {
        guard rows != 1 else { return writer.begin(raw: single.span) }
        writer.begin(raw: head.span)
        writer.write(rows)
        writer.endDocument()
        writer.begin(raw: middle.span)
    }

    func end(_ writer: inout JSONWriter) { writer.end(raw: tail.span) }
}
