package import Keyspace
package import Redis
import Settings

/// The models that have keys in a Redis.
package enum ModelNames {
    private static let rounds = 2_000
    private static let keysPerRound = 5_000

    /// All names, sorted. Looks at every key of the database, in a cluster of every node, a few thousand at a time.
    package static func find(_ keyspace: Keyspace, _ configuration: RedisConfiguration) throws -> [String] {
        var names: Set<String> = []
        for server in try RedisConnection.primaries(of: configuration) {
            var connection = try RedisConnection.open(server)
            try find(keyspace, &connection, &names)
        }
        return names.sorted()
    }

    private static func find(
        _ keyspace: Keyspace, _ connection: inout RedisConnection, _ names: inout Set<String>
    ) throws {
        var cursor = "0"
        for _ in 0..<rounds {
            // No character of a prefix is special in a pattern; a brace is none either.
            let reply = try connection.call(
                RedisCommand("SCAN", cursor, "MATCH", keyspace.prefix + ":{*}:*", "COUNT", String(keysPerRound)))
            let (next, keys) = try reply.cursorAndTexts()
            for key in keys {
                // What somebody once did to a model that is not there is no model.
                guard let model = keyspace.model(ofKey: key), key != model.audit else { continue }
                names.insert(model.name)
            }
            cursor = next
            if cursor == "0" { return }
        }
        throw ProgramFailure(
            .workFailed,
            "this Redis has more than \(rounds * keysPerRound) keys, too many to look for models; name the model")
    }
}
