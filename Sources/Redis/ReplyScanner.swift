/// Follows the reply stream just closely enough to refuse a header before what it announces is stored.
///
/// hiredis allocates what a header says: `*2147483647` would take 16 GiB before the first element is there. The scanner
/// sees the bytes first; bodies of bulk strings are skipped, not read.
struct ReplyScanner {
    private enum State {
        case type
        /// Inside a header that counts: its digits so far, or nil for `-1`.
        case length(isArray: Bool, value: Int, isNegative: Bool)
        /// Inside a line that counts nothing; its length is bounded like a bulk string's.
        case line(length: Int)
        /// Inside a bulk string and its CRLF.
        case bulk(remaining: Int)
    }

    /// An array of more elements than this is refused; the longest the product asks for is a few thousand.
    static let maximumElements = 1 << 20

    /// The first byte of what a server of TLS says to one that speaks in the clear.
    private static let alertOfTLS: UInt8 = 0x15

    private let maximumBulkLength: Int
    private var state = State.type

    init(maximumBulkLength: Int) { self.maximumBulkLength = maximumBulkLength }

    mutating func scan(_ bytes: Span<UInt8>) throws(RedisError) {
        var index = 0
        while index < bytes.count {
            switch state {
            case .type:
                switch bytes[index] {
                case UInt8(ascii: "$"): state = .length(isArray: false, value: 0, isNegative: false)
                case UInt8(ascii: "*"): state = .length(isArray: true, value: 0, isNegative: false)
                case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"): state = .line(length: 0)
                case Self.alertOfTLS:
                    throw RedisError(.connectFailed, "the server speaks TLS on this port; give rediss:// for redis://")
                default:
                    throw RedisError(.protocolViolation, "the bytes from Redis are no reply; is it a Redis server?")
                }
                index += 1
            case .length(let isArray, let value, let isNegative):
                let byte = bytes[index]
                index += 1
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    let next = min(value, Int(Int32.max)) * 10 + Int(byte - UInt8(ascii: "0"))
                    let limit = isArray ? Self.maximumElements : maximumBulkLength
                    guard isNegative || next <= limit else {
                        throw RedisError(
                            .replyTooLarge,
                            "a reply announces more than \(limit) \(isArray ? "elements" : "bytes"); refused unread")
                    }
                    state = .length(isArray: isArray, value: next, isNegative: isNegative)
                case UInt8(ascii: "-"): state = .length(isArray: isArray, value: 0, isNegative: true)
                case UInt8(ascii: "\n"):
                    state = isArray || isNegative ? .type : .bulk(remaining: value + 2)
                default: break
                }
            case .line(let length):
                index += 1
                guard length < 1 << 20 else {
                    throw RedisError(.protocolViolation, "a line from Redis does not end")
                }
                state = bytes[index - 1] == UInt8(ascii: "\n") ? .type : .line(length: length + 1)
            case .bulk(let remaining):
                let skipped = min(remaining, bytes.count - index)
                index += skipped
                state = skipped == remaining ? .type : .bulk(remaining: remaining - skipped)
            }
        }
    }
}
