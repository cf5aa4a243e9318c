package import Redis

/// Windows that can't be written or read.
package struct DriftWindowError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        case redis(RedisError)
        /// Keys that hold what no worker wrote.
        case malformed
        /// More workers than a window has room for.
        case full
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    init(_ error: RedisError) {
        kind = .redis(error)
        description = error.description
    }
}
