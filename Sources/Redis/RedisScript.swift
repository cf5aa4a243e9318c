/// A Lua script, run by its hash; a server that has lost it gets it again.
package struct RedisScript: Sendable {
    package let name: String
    package let source: String

    package init(name: String, source: String) {
        self.name = name
        self.source = source
    }
}

extension RedisConnection {
    /// The command that runs a script: `EVALSHA`, its keys, then whatever the caller appends as arguments.
    ///
    /// Loads the script the first time a connection uses it, which costs one round trip.
    package mutating func command(_ script: RedisScript, keys: [String]) throws(RedisError) -> RedisCommand {
        let hash = if let known = scriptHashes[script.name] { known } else { try load(script) }
        var command = RedisCommand("EVALSHA", hash)
        command.append(keys.count)
        for key in keys { command.append(key) }
        return command
    }

    /// Runs a command made by `command(_:keys:)`, also when the server has forgotten the script.
    package mutating func run(_ script: RedisScript, _ command: RedisCommand) throws(RedisError) -> RedisReply {
        try append(command)
        return try receive(script, command)
    }

    /// The reply of a script in a pipeline. After NOSCRIPT the script did not run: it is loaded and run by itself, so
    /// every reply before it in the pipeline must have been read, and those after it may be NOSCRIPT as well.
    package mutating func receive(_ script: RedisScript, _ command: RedisCommand) throws(RedisError) -> RedisReply {
        let reply = try receive()
        guard let error = reply.error else { return reply }
        guard error.isServer("NOSCRIPT") else { throw error.naming(script) }
        return try rerun(script, command)
    }

    /// Loads a script again and runs its command, with nothing else in the pipeline.
    package mutating func rerun(_ script: RedisScript, _ command: RedisCommand) throws(RedisError) -> RedisReply {
        _ = try load(script)
        do { return try call(command) } catch { throw error.naming(script) }
    }

    private mutating func load(_ script: RedisScript) throws(RedisError) -> String {
        let reply = try call(RedisCommand("SCRIPT", "LOAD", script.source))
        guard let hash = try reply.text() else {
            throw RedisError(.unexpectedReply, "SCRIPT LOAD of \(script.name) gave no hash")
        }
        scriptHashes[script.name] = hash
        return hash
    }
}

extension RedisError {
    fileprivate func naming(_ script: RedisScript) -> RedisError {
        RedisError(kind, "script \(script.name): \(description)")
    }
}
