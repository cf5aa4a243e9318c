extension SHA256 {
    private static let blockLength = 64

    /// HMAC (RFC 2104) of a message with this digest: 32 bytes that only who has the key can make.
    package static func authentication(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > blockLength ? digest(key) : key
        block += [UInt8](repeating: 0, count: blockLength - block.count)
        let inner = digest(block.map { $0 ^ 0x36 }, message)
        return digest(block.map { $0 ^ 0x5c }, inner)
    }
}
