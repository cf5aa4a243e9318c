/// A version that is stored.
package struct ModelVersion: Sendable, Equatable {
    package let number: Int
    /// Of its bytes, in lower-case hexadecimal.
    package let sha256: String
    /// In milliseconds since 1970 by Redis's clock.
    package let publishedAt: Int
    package let byteCount: Int

    package init(number: Int, sha256: String, publishedAt: Int, byteCount: Int) {
        self.number = number
        self.sha256 = sha256
        self.publishedAt = publishedAt
        self.byteCount = byteCount
    }
}
