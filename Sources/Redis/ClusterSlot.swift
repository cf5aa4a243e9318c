/// The slot of a Redis Cluster that a key lies in: CRC-16/XMODEM of the key, or of the hash tag in its first braces.
struct ClusterSlot: Equatable, Sendable {
    static let count = 16384

    let number: Int

    init(of key: String) {
        var bytes = Array(key.utf8)[...]
        if let open = bytes.firstIndex(of: UInt8(ascii: "{")) {
            let rest = bytes[(open + 1)...]
            // An empty tag is none.
            if let close = rest.firstIndex(of: UInt8(ascii: "}")), close > rest.startIndex {
                bytes = rest[..<close]
            }
        }
        number = Int(Self.checksum(bytes)) % Self.count
    }

    /// Polynomial 0x1021, nothing reflected, from 0. Once per connection, so that a table would not pay.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var remainder: UInt16 = 0
        for byte in bytes {
            remainder ^= UInt16(byte) << 8
            for _ in 0..<8 {
                remainder = remainder & 0x8000 == 0 ? remainder << 1 : remainder << 1 ^ 0x1021
            }
        }
        return remainder
    }
}
