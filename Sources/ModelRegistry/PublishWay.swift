/// How a version came to be published.
package enum PublishWay: String, Sendable, Equatable {
    /// From a file or a training.
    case publish
    /// Copied from another Redis.
    case promote
    /// Although its own recipe's gate refused it.
    case force
}

extension ModelVersion {
    /// How the pointer came to this version, the live one: "rollback" when it moved there after the publication.
    ///
    /// A publication writes its own time beside the version and into the pointer, a rollback only into the pointer.
    package func movement(_ pointer: ModelPointer) -> String? {
        pointer.publishedAt == publishedAt ? how?.rawValue : "rollback"
    }
}
