/// Follows the reply stream just closely enough to refuse a header before what it announces is stored.
///
/// hiredis allocates what a header says: `*2147483647` would take 16 GiB before the first element is there. The scanner
/// sees the bytes first; bodies of bulk strings are skipped, not read. A header is `-1` or digits and ends with CRLF, a
/// line with the first CRLF, as for hiredis: where the two disagreed, hiredis would collect bytes without a bound.
struct ReplyScanner {
    private enum State {
        case type
        /// Inside a header that counts: its value so far and how many digits that had.
        case length(isArray: Bool, value: Int, digits: Int, isNegative: Bool)
        /// Behind the CR of such a header: only LF can come.
        case lengthEnd(isArray: Bool, value: Int, isNegative: Bool)
        /// Inside a line that counts nothing.
        case line(length: Int, isAfterReturn: Bool)
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
                case UInt8(ascii: "$"): state = .length(isArray: false, value: 0, digits: 0, isNegative: false)
                case UInt8(ascii: "*"): state = .length(isArray: true, value: 0, digits: 0, isNegative: false)
                case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"):
                    state = .line(length: 0, isAfterReturn: false)
                case Self.alertOfTLS:
                    throw RedisError(.connectFailed, "the server speaks TLS on this port; give rediss:// for redis://")
                default:
                    throw RedisError(.protocolViolation, "the bytes from Redis are no reply; is it a Redis server?")
                }
                index += 1
            case .length(let isArray, let value, let digits, let isNegative):
                state = try next(bytes[index], isArray, value, digits, isNegative)
                index += 1
            case .lengthEnd(let isArray, let value, let isNegative):
                guard bytes[index] == UInt8(ascii: "\n") else { throw Self.noLength }
                index += 1
                state = isArray || isNegative ? .type : .bulk(remaining: value + 2)
            case .line(let length, let isAfterReturn):
                let byte = bytes[index]
                index += 1
                guard length < 1 << 20 else {
                    throw RedisError(.protocolViolation, "a line from Redis does not end")
                }
                state =
                    isAfterReturn && byte == UInt8(ascii: "\n")
                    ? .type : .line(length: length + 1, isAfterReturn: byte == UInt8(ascii: "\r"))
            case .bulk(let remaining):
                let skipped = min(remaining, bytes.count - index)
                index += skipped
                state = skipped == remaining ? .type : .bulk(remaining: remaining - skipped)
            }
        }
    }

    /// The state behind one byte of a header that counts.
    private func next(
        _ byte: UInt8, _ isArray: Bool, _ value: Int, _ digits: Int, _ isNegative: Bool
    ) throws(RedisError) -> State {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard digits < 10 else { throw Self.noLength }
            let next = value * 10 + Int(byte - UInt8(ascii: "0"))
            guard !isNegative || next == 1 else { throw Self.noLength }
            let limit = isArray ? Self.maximumElements : maximumBulkLength
            guard next <= limit else {
                throw RedisError(
                    .replyTooLarge,
                    "a reply announces more than \(limit) \(isArray ? "elements" : "bytes"); refused unread")
            }
            return .length(isArray: isArray, value: next, digits: digits + 1, isNegative: isNegative)
        case UInt8(ascii: "-") where digits == 0 && !isNegative:
            return .length(isArray: isArray, value: 0, digits: 0, isNegative: true)
        case UInt8(ascii: "\r") where digits > 0:
            return .lengthEnd(isArray: isArray, value: value, isNegative: isNegative)
        default: throw Self.noLength
        }
    }

    private static var noLength: RedisError {
        RedisError(.protocolViolation, "a reply from Redis has a header without a length")
    }
}
