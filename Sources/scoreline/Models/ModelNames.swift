import Keyspace
import Redis
import Settings

/// The models that have keys in a Redis.
enum ModelNames {
    private static let rounds = 2_000
    private static let keysPerRound = 5_000

    /// All names, sorted. Looks at every key of the database, a few thousand at a time.
    static func find(_ keyspace: Keyspace, _ connection: inout RedisConnection) throws -> [String] {
        var names: Set<String> = []
        var cursor = "0"
        for _ in 0..<rounds {
            // No character of a prefix is special in a pattern; a brace is none either.
            let reply = try connection.call(
                RedisCommand("SCAN", cursor, "MATCH", keyspace.prefix + ":{*}:*", "COUNT", String(keysPerRound)))
            let (next, keys) = try reply.cursorAndTexts()
            for key in keys { if let name = keyspace.modelName(ofKey: key) { names.insert(name) } }
            cursor = next
            if cursor == "0" { return names.sorted() }
        }
        throw ProgramFailure(
            .workFailed,
            "this Redis has more than \(rounds * keysPerRound) keys, too many to look for models; name the model")
    }
}
