import Keyspace
import Redis

/// Models with a published version, as far as a short time allows to look.
enum PublishedNames {
    private static let keysPerRound = 1_000

    /// Of the server that is connected to.
    static func find(
        _ keyspace: Keyspace, within limit: Duration, _ connection: inout RedisConnection
    ) throws -> Set<String> {
        let deadline = ContinuousClock.now + limit
        var names: Set<String> = []
        var cursor = "0"
        repeat {
            let reply = try connection.call(
                RedisCommand(
                    "SCAN", cursor, "MATCH", keyspace.prefix + ":{*}:model", "COUNT", String(keysPerRound)))
            let (next, keys) = try reply.cursorAndTexts()
            names.formUnion(keys.compactMap { keyspace.model(ofKey: $0)?.name })
            cursor = next
        } while cursor != "0" && .now < deadline
        return names
    }
}
