import Redis

/// The scripts of `Scripts/`, each of which says what it takes, answers and is for.
enum RegistryScripts {
    static let publish = script("publish", PackageResources.publish_lua)
    static let rollback = script("rollback", PackageResources.rollback_lua)
    static let prune = script("prune", PackageResources.prune_lua)
    static let record = script("record", PackageResources.record_lua)
    static let workers = script("workers", PackageResources.workers_lua)
    static let drain = script("drain", PackageResources.drain_lua)

    private static func script(_ name: String, _ source: [UInt8]) -> RedisScript {
        RedisScript(name: name, source: String(decoding: source, as: UTF8.self))
    }
}

extension RedisConnection {
    /// Runs a script with texts as arguments.
    mutating func run(_ script: RedisScript, keys: [String], _ arguments: [String]) throws(RedisError) -> RedisReply {
        var command = try command(script, keys: keys)
        for argument in arguments { command.append(argument) }
        return try run(script, command)
    }
}
