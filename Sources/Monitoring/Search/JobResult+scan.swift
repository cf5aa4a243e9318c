import JSONBytes
import JobWire

extension JobResult {
    /// From the first bytes of a result; nil when it has another id. Foreign bytes: what can't be read is not known.
    init?(_ head: Span<UInt8>, id: String) {
        guard EnvelopeScan.id(of: head) == id else { return nil }
        var (status, version, code): (String?, String?, String?)
        var reader = JSONReader(head)
        do throws(JSONError) {
            try reader.beginObject()
            while try reader.nextKey() {
                switch reader.stringValue {
                case "status": status = try Self.text(&reader)
                case "model_version": version = try Self.text(&reader)
                case "error": code = try JSONValue(&reader)["code"]?.string
                // Everything that is asked for stands before the outputs.
                case "outputs": throw JSONError(byte: reader.position, "")
                default: _ = try reader.skipValue()
                }
            }
        } catch {
            // The end of the head, or of what is JSON.
        }
        self.init(
            id: id, status: status.map { String($0.prefix(40)) }, version: version.map { String($0.prefix(40)) },
            errorCode: code.map { String($0.prefix(80)) })
    }

    private static func text(_ reader: inout JSONReader) throws(JSONError) -> String? {
        guard try reader.peek() == .string else {
            _ = try reader.skipValue()
            return nil
        }
        try reader.readString()
        return reader.stringValue
    }
}
