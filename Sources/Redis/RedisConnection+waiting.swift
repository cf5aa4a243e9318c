import Glibc

extension RedisConnection {
    /// Opens a connection that answers commands. While a server is loading its data, or a failover is under way, it is
    /// tried again for that long.
    package static func open(
        _ configuration: RedisConfiguration, waitingFor limit: Duration
    ) throws(RedisError) -> RedisConnection {
        let deadline = ContinuousClock.now + limit
        var backOff = BackOff(from: .milliseconds(50), to: .seconds(1))
        while true {
            do throws(RedisError) {
                var connection = try open(configuration)
                _ = try connection.call(RedisCommand("PING"))
                return connection
            } catch {
                guard error.isTemporary, .now < deadline else { throw error }
            }
            _ = poll(nil, 0, Int32(clamping: Int((backOff.next() / .milliseconds(1)).rounded(.up))))
        }
    }
}
