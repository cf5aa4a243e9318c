import ArgumentParser
import Keyspace
import Redis
import Settings

/// Names of models for a shell that completes a command line: quick or none, and never an error.
enum ModelCompletion {
    /// A keyboard waits.
    private static let patience = Duration.milliseconds(500)
    private static let keysPerRound = 1_000

    static let kind = CompletionKind.custom { words, _, prefix in
        (try? names(words)).map { $0.filter { $0.hasPrefix(prefix) } } ?? []
    }

    /// Models with a published version, of the Redis that the words before name, or else the environment.
    private static func names(_ words: [String]) throws -> [String] {
        var flags: [String: String] = [:]
        for (word, value) in zip(words, words.dropFirst()) where word.hasPrefix("--") {
            flags[String(word.dropFirst(2))] = value
        }
        let settings = try CommandSettings(flags: flags)
        let keyspace = try settings.keyspace
        let deadline = ContinuousClock.now + patience
        var names: Set<String> = []
        for var server in try RedisConnection.primaries(of: settings.redis) {
            (server.connectTimeout, server.commandTimeout) = (patience, patience)
            var connection = try RedisConnection.open(server)
            var cursor = "0"
            repeat {
                let reply = try connection.call(
                    RedisCommand(
                        "SCAN", cursor, "MATCH", keyspace.prefix + ":{*}:model", "COUNT", String(keysPerRound)))
                let (next, keys) = try reply.cursorAndTexts()
                names.formUnion(keys.compactMap { keyspace.modelName(ofKey: $0) })
                cursor = next
            } while cursor != "0" && .now < deadline
        }
        return names.sorted()
    }
}
