import JSONBytes

/// Finds `id` and `reply_to` in bytes that can't be read as a job: cut off, broken, or suspected of killing workers.
///
/// One pass over the bytes with a counter for the nesting, so that no input can break it: no recursion, no allocation.
/// What it finds is as good as the input; the first of each field counts.
package struct EnvelopeScan {
    /// Where the texts stand, with their quotes.
    private(set) var id: Range<Int>?
    private(set) var replyTo: Range<Int>?

    init(_ bytes: Span<UInt8>) {
        var index = 0
        var depth = 0
        var lastText: Range<Int>?
        var awaited: JobField?
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard let end = Self.endOfText(bytes, from: index) else { return }
                if depth == 1 {
                    switch awaited {
                    case .id: id = id ?? index..<end
                    case .replyTo: replyTo = replyTo ?? index..<end
                    default: lastText = index..<end
                    }
                    awaited = nil
                }
                index = end
                continue
            case UInt8(ascii: ":"):
                if let lastText { awaited = Self.field(bytes.extracting(lastText)) }
                lastText = nil
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                (awaited, lastText) = (nil, nil)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { return }
            case 0x20, 0x0A, 0x0D, 0x09: break
            default:
                // No job starts like this; or the value of a field that is no text.
                if depth == 0 { return }
                if depth == 1 { (awaited, lastText) = (nil, nil) }
            }
            index += 1
        }
    }

    /// The `id` of a job, when one can be found and a job may have it.
    package static func id(of payload: Span<UInt8>) -> String? {
        let payload = document(of: payload)
        guard let range = EnvelopeScan(payload).id else { return nil }
        var reader = JSONReader(payload.extracting(range))
        guard (try? reader.readString()) != nil, (1...JobLimits.idBytes).contains(reader.string.count) else {
            return nil
        }
        return reader.stringValue
    }

    /// The JSON of a payload of either form, as far as it is there.
    @_lifetime(copy payload)
    static func document(of payload: Span<UInt8>) -> Span<UInt8> {
        guard let form = BinaryForm(payload) else { return payload }
        return payload.extracting(form.header)
    }

    /// Offset behind the closing quote.
    private static func endOfText(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }

    private static func field(_ quoted: Span<UInt8>) -> JobField? {
        var reader = JSONReader(quoted)
        guard (try? reader.readString()) != nil else { return nil }
        return JobField(reader)
    }
}
