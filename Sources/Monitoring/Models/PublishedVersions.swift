package import JSONBytes
package import Keyspace
package import ModelRegistry
package import Redis

/// The versions of one model that are stored, and which of them is live.
package struct PublishedVersions: Sendable {
    package let model: String
    package let pointer: ModelPointer
    /// The newest first.
    package let versions: [ModelVersion]

    /// Nil when nothing was published.
    package static func read(
        _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RegistryError) -> PublishedVersions? {
        let registry = ModelRegistry(keys: keys)
        guard let pointer = try registry.pointer(&connection) else { return nil }
        return PublishedVersions(model: keys.name, pointer: pointer, versions: try registry.versions(&connection))
    }

    /// How the live version came to be live.
    package var movement: String? { versions.first { $0.number == pointer.version }?.movement(pointer) }

    /// As `scoreline models list MODEL --json` prints it.
    package var json: JSONValue {
        .object([
            .init("model", .string(model)), .init("version", .integer(pointer.version)),
            .init("previous", pointer.previous.map { .integer($0) } ?? .null),
            .init("generation", .integer(pointer.generation)), .init("sha256", .string(pointer.sha256)),
            .init("published_at", .string(PointInTime.text(milliseconds: pointer.publishedAt))),
            .init("published_by", .string(pointer.publishedBy)),
            .init("how", movement.map { .string($0) } ?? .null),
            .init("versions", .array(versions.map(\.json))),
        ])
    }
}

extension ModelVersion {
    fileprivate var json: JSONValue {
        .object([
            .init("version", .integer(number)), .init("sha256", .string(sha256)), .init("bytes", .integer(byteCount)),
            .init("published_at", .string(PointInTime.text(milliseconds: publishedAt))),
            .init("published_by", publishedBy.map { .string($0) } ?? .null),
            .init("how", how.map { .string($0.rawValue) } ?? .null),
        ])
    }
}
