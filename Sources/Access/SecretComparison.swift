import Checksum

/// Whether two secrets are the same, in a time that does not tell how much of them is.
enum SecretComparison {
    /// Of digests, which have one length whatever the secrets have.
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in one.indices { difference |= one[index] ^ other[index] }
        return difference == 0
    }
}
