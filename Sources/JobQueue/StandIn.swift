/// What the claim script puts in the place of a job that is too large: `\0oversized LENGTH\n`, then the job's first bytes.
///
/// JSON starts with no zero byte. Whoever pushes such bytes as a job gets the answer of a job that is too large.
struct StandIn {
    /// Of the job, in bytes.
    let length: Int
    /// Where the job's first bytes start.
    let head: Int

    private static let mark = Array("\0oversized ".utf8)

    init?(_ payload: Span<UInt8>) {
        guard payload.count > Self.mark.count, payload[0] == 0 else { return nil }
        for index in Self.mark.indices where payload[index] != Self.mark[index] { return nil }
        var length = 0
        // A bulk string of Redis has at most ten digits.
        for index in Self.mark.count..<min(payload.count, Self.mark.count + 12) {
            let byte = payload[index]
            if byte == UInt8(ascii: "\n"), index > Self.mark.count {
                self.length = length
                head = index + 1
                return
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            length = length * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return nil
    }
}
