package import Redis

/// Something about a model's versions or workers that can't be done.
package struct RegistryError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// Redis failed. After a lost connection it is unknown whether a publication or rollback happened.
        case redis(RedisError)
        /// Another publication or rollback came first, or the generation is not the one asked for.
        case conflict
        /// `PublishCondition.ifAbsent` and there is a live version: nothing was published, and the caller wanted just
        /// that. Programs say so and succeed.
        case alreadyPresent
        /// The model has no live version.
        case noModel
        /// The version is not there: never published, or pruned.
        case noSuchVersion
        /// A rollback without a version, and no version was live before this one.
        case noPrevious
        /// The stored bytes are not those that were published.
        case checksumMismatch
        /// More bytes than the limit.
        case tooLarge
        /// The upload expired, or was evicted, before it was named.
        case uploadLost
        /// Keys of the registry that contradict each other, or hold what no Scoreline wrote.
        case malformed
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    package init(_ error: RedisError) {
        kind = .redis(error)
        description = error.description
    }

    /// False when the connection must be dropped.
    package var isConnectionUsable: Bool {
        if case .redis(let error) = kind { error.isConnectionUsable } else { true }
    }

    /// Whether fetching the same version again would fail again: a follower refuses the version. Otherwise it tries again.
    package var condemnsVersion: Bool {
        switch kind {
        case .noSuchVersion, .checksumMismatch, .tooLarge: true
        default: false
        }
    }
}
