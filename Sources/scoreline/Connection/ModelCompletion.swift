import ArgumentParser
import Redis
import Settings

/// Names of models for a shell that completes a command line: quick or none, and never an error.
enum ModelCompletion {
    /// A keyboard waits.
    private static let patience = Duration.milliseconds(500)

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
            names.formUnion(try PublishedNames.find(keyspace, within: deadline - .now, &connection))
        }
        return names.sorted()
    }
}
