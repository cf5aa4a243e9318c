package import JSONBytes
package import ModelRegistry

/// What became of a version that was to be published.
package enum Publication: Sendable, Equatable {
    case published(ModelPointer)
    /// The very bytes are live already, as this pointer says: nothing was done.
    case live(ModelPointer)
    /// There was a version, and the caller wanted only a first one: nothing was done, and this sentence says why.
    case present(String)

    /// Of the version that was to be live; nil when another one is.
    package var pointer: ModelPointer? {
        switch self {
        case .published(let pointer), .live(let pointer): pointer
        case .present: nil
        }
    }

    /// A line for people.
    package func text(_ model: String) -> String {
        switch self {
        case .published(let pointer): "\(model) version \(pointer.version) is published\n"
        case .live(let pointer): "the same bytes are live already, as version \(pointer.version) of \(model)\n"
        case .present(let sentence): sentence + "\n"
        }
    }

    package var json: [JSONValue.Member] {
        let isPublished = if case .published = self { true } else { false }
        var members = [JSONValue.Member("published", .boolean(isPublished))]
        if let pointer {
            members += [
                .init("version", .integer(pointer.version)), .init("generation", .integer(pointer.generation)),
                .init("sha256", .string(pointer.sha256)),
            ]
        }
        return members
    }
}
