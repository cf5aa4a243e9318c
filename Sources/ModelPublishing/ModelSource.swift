package import Keyspace
import ModelRegistry
package import Redis
import Settings

/// A version in another Redis, to be copied from there.
package struct ModelSource: Sendable, CustomStringConvertible {
    package let version: Int
    /// As it was recorded with the publication there.
    package let sha256: String
    private let configuration: RedisConfiguration
    private let registry: ModelRegistry
    private let model: String

    /// What Redis stores under one key.
    package static let sizeLimit = 512 << 20

    /// Finds the version given, or the one that is live there.
    package init(_ configuration: RedisConfiguration, _ keys: ModelKeys, version: Int?) throws {
        var configuration = configuration
        configuration.slotKey = keys.jobs
        self.configuration = configuration
        let registry = ModelRegistry(keys: keys)
        self.registry = registry
        model = keys.name
        (self.version, sha256) = try Self.reading(configuration) { connection throws(RegistryError) in
            if let version {
                guard let sha256 = try registry.checksum(of: version, &connection) else {
                    throw registry.noSuchVersion(version)
                }
                return (version, sha256)
            }
            guard let live = try registry.pointer(&connection) else { throw registry.noModel() }
            return (live.version, live.sha256)
        }
    }

    /// The bytes, which have that SHA-256.
    package func fetch(showsProgress: Bool) throws -> [UInt8] {
        var bar: ProgressBar?
        defer { bar?.clear() }
        return try Self.reading(configuration) { connection throws(RegistryError) in
            try registry.fetch(
                version, sha256: sha256, limit: Self.sizeLimit,
                progress: { done, total in
                    if bar == nil { bar = ProgressBar(.bytes, doing: "fetching", total: total, isShown: showsProgress) }
                    bar?.show(done)
                }, &connection)
        }
    }

    private static func reading<Answer>(
        _ configuration: RedisConfiguration, _ read: (inout RedisConnection) throws(RegistryError) -> Answer
    ) throws -> Answer {
        do {
            var connection = try RedisConnection.open(configuration, waitingFor: .seconds(10))
            return try read(&connection)
        } catch let error as RedisError {
            throw ProgramFailure(source: error)
        } catch let error as RegistryError {
            if case .redis(let error) = error.kind { throw ProgramFailure(source: error) }
            throw ProgramFailure(.workFailed, "the source \(configuration): \(error)")
        }
    }

    package var description: String { "version \(version) of \(model) at \(configuration)" }
}
