import Keyspace
import ModelRegistry
import Redis
import ScoringModel
import Settings

/// The features of the versions that have answered, each fetched once.
struct FeatureMemory {
    /// Whose features are in use.
    private(set) var version: Int
    private var known: [Int: [Feature]]

    init(_ model: LiveModel) {
        version = model.version
        known = [model.version: model.manifest.features]
    }

    /// The features of another version, which is then in use. A version that can't be read any more has those of the last
    /// one: its rows are encoded as before.
    mutating func recall(
        _ version: Int, _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RedisError) -> [Feature] {
        if let features = known[version] {
            self.version = version
            return features
        }
        var features = known[self.version] ?? []
        do {
            features = try LiveModel(keys, version: version, &connection).manifest.features
        } catch let error as RegistryError {
            if case .redis(let error) = error.kind { throw error }
        } catch {
            StandardError.write("scoreline: \(error); columns are sent as for version \(self.version)\n")
        }
        known[version] = features
        self.version = version
        return features
    }
}
