import JSONBytes
import JobWire
import ScoringModel

/// How the bench writes the rows of a job down.
enum JobForm: String {
    case json
    case binary

    /// A job of rows that are JSON arrays in the order of the features.
    func job(id: String, replyTo: String, rows: [[UInt8]], _ manifest: Manifest) throws -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("id")
        writer.write(id)
        writer.key("reply_to")
        writer.write(replyTo)
        switch self {
        case .json:
            writer.key("rows")
            writer.beginArray()
            for row in rows { writer.write(raw: row.span) }
            writer.endArray()
            writer.endObject()
            return writer.bytes
        case .binary:
            let values = try rows.map { row throws(JSONError) in try JSONValue.parse(row.span).array ?? [] }
            writer.key("inputs")
            writer.beginArray()
            let tail = Self.tensors(values, manifest, &writer)
            writer.endArray()
            writer.endObject()
            let length = (0..<4).map { UInt8(truncatingIfNeeded: writer.bytes.count >> (8 * $0)) }
            return BinaryForm.mark + length + writer.bytes + tail
        }
    }

    /// One matrix where all values are numbers, else a tensor for each feature; gives their bytes.
    private static func tensors(_ rows: [[JSONValue]], _ manifest: Manifest, _ writer: inout JSONWriter) -> [UInt8] {
        let isDouble = manifest.precision == .float64
        let numbers = isDouble ? "FP64" : "FP32"
        func number(_ value: Double) -> [UInt8] {
            isDouble ? bytes(value.bitPattern) : bytes(Float(value).bitPattern)
        }
        if rows.allSatisfy({ $0.allSatisfy { $0.number != nil } }) {
            let tail = rows.flatMap { $0.flatMap { number($0.number ?? .nan) } }
            write("rows", numbers, [rows.count, manifest.features.count], tail.count, &writer)
            return tail
        }
        var tail: [UInt8] = []
        for (column, feature) in manifest.features.enumerated() {
            var (part, datatype): ([UInt8], String) = ([], numbers)
            for row in rows {
                switch row[column] {
                case .string(let text):
                    datatype = "BYTES"
                    part += bytes(UInt32(text.utf8.count)) + text.utf8
                case .boolean(let value):
                    datatype = "BOOL"
                    part.append(value ? 1 : 0)
                case let value: part += number(value.number ?? .nan)
                }
            }
            write(feature.name, datatype, [rows.count], part.count, &writer)
            tail += part
        }
        return tail
    }

    private static func write(
        _ name: String, _ datatype: String, _ shape: [Int], _ size: Int, _ writer: inout JSONWriter
    ) {
        let parameters = JSONValue.object([.init("binary_data_size", .integer(size))])
        writer.write(
            .object([
                .init("name", .string(name)), .init("datatype", .string(datatype)),
                .init("shape", .array(shape.map { .integer($0) })), .init("parameters", parameters),
            ]))
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }
}
