extension RedisConnection {
    /// Where a reply asks for a command to be sent instead, once: its key has left while the slot is being moved.
    ///
    /// A script is not followed. It has several keys, of which some are here and some there, so that nobody can run it
    /// before the slot has moved: that passes, like TRYAGAIN.
    func asked(by reply: borrowing RedisReply, _ command: RedisCommand) -> RedisAddress? {
        guard case .cluster = configuration.endpoint, case .server(let own) = node.endpoint,
            command.name != "EVALSHA"
        else { return nil }
        return reply.redirect("ASK", askedAt: own.host)
    }

    /// Runs a command at the node that is taking the slot over. This connection goes on: the next key may be here still.
    func follow(
        _ command: RedisCommand, to address: RedisAddress, blocking: Duration
    ) throws(RedisError) -> RedisReply {
        let target = configuration.at(address)
        var connection = try RedisConnection.open(at: target, of: target, interrupt)
        try connection.append(RedisCommand("ASKING"))
        try connection.append(command)
        let asking = try connection.receive()
        let reply = try connection.receive(blocking: blocking)
        if let error = asking.error ?? reply.error { throw error.naming(command.name) }
        return reply
    }
}
