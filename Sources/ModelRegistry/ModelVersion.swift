/// A version that is stored.
package struct ModelVersion: Sendable, Equatable {
    package let number: Int
    /// Of its bytes, in lower-case hexadecimal.
    package let sha256: String
    /// In milliseconds since 1970 by Redis's clock.
    package let publishedAt: Int
    package let byteCount: Int
    /// Nil when it is from a program that did not record it.
    package let publishedBy: String?
    package let how: PublishWay?

    package init(
        number: Int, sha256: String, publishedAt: Int, byteCount: Int, publishedBy: String? = nil,
        how: PublishWay? = nil
    ) {
        self.number = number
        self.sha256 = sha256
        self.publishedAt = publishedAt
        self.byteCount = byteCount
        self.publishedBy = publishedBy
        self.how = how
    }
}
