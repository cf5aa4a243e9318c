import Keyspace
import ModelFile
import ModelRegistry
import ModelTraining
import Redis
import Settings

/// Reads the model that is live, so that a new one can be compared with it.
enum LiveModelReader {
    /// As much as Redis stores under one key.
    private static let sizeLimit = 512 << 20

    static func read(_ name: String, _ settings: ConnectionSettings) throws -> LiveModel {
        let keys = try settings.keyspace.model(name)
        var connection = try RedisConnection.open(settings.redis.forTrainer(of: keys), waitingFor: .seconds(10))
        let registry = ModelRegistry(keys: keys)
        guard let pointer = try registry.pointer(&connection) else { return .none }
        let bytes: [UInt8]
        do throws(RegistryError) {
            bytes = try registry.fetch(
                pointer.version, sha256: pointer.sha256, limit: sizeLimit, &connection)
        } catch {
            guard error.condemnsVersion else { throw error }
            return .unreadable(version: pointer.version, reason: error.description)
        }
        do { return .model(try Gate.admit(bytes), version: pointer.version) } catch {
            return .unreadable(version: pointer.version, reason: "\(error)")
        }
    }
}
