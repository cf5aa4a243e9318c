import Redis

extension RedisConnection {
    /// Opens a connection that answers commands. A server that says it is loading its data is asked again for that long.
    static func open(
        _ configuration: RedisConfiguration, waitingForData limit: Duration
    ) throws(RedisError) -> RedisConnection {
        let deadline = ContinuousClock.now + limit
        while true {
            do throws(RedisError) {
                var connection = try open(configuration)
                _ = try connection.call(RedisCommand("PING"))
                return connection
            } catch {
                guard error.isServer("LOADING"), .now < deadline else { throw error }
            }
            Pause.wait(.milliseconds(100))
        }
    }
}
