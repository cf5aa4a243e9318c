import Keyspace
import ModelRegistry
import Redis
import Settings

/// What is said of a model that has no published version: most often its name is misspelt.
enum UnknownModel {
    /// A failure that has been found out is not to be kept waiting.
    private static let patience = Duration.milliseconds(500)

    static func failure(_ keys: ModelKeys, _ connection: inout RedisConnection) -> ProgramFailure {
        ProgramFailure(.workFailed, sentence(keys, &connection))
    }

    /// A line on standard error where the model has no published version, for what may be done all the same.
    static func warn(_ keys: ModelKeys, _ connection: inout RedisConnection) {
        // Who may not read the pointer is told nothing.
        guard case .success(nil) = Result(catching: { try ModelRegistry(keys: keys).pointer(&connection) }) else {
            return
        }
        StandardError.write("warning: \(sentence(keys, &connection))\n")
    }

    private static func sentence(_ keys: ModelKeys, _ connection: inout RedisConnection) -> String {
        let start = "\(keys.name) has no published version"
        // In a cluster these are the models of one server: a name may be missed.
        let names = (try? PublishedNames.find(keys.keyspace, within: patience, &connection)) ?? []
        guard let nearest = NearestName.find(keys.name, among: names.subtracting([keys.name])) else {
            return start + "; publish one: scoreline models publish \(keys.name) FILE, or see scoreline models list"
        }
        return start + "; did you mean \(nearest)? See scoreline models list"
    }
}
