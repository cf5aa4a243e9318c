import Glibc
package import Redis

extension RedisConnection {
    /// Opens a connection as soon as somebody serves, as after a failover.
    package static func awaiting(_ configuration: RedisConfiguration) throws -> RedisConnection {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do throws(RedisError) { return try open(configuration) } catch {
                guard error.isTemporary, .now < deadline else { throw error }
            }
            _ = poll(nil, 0, 10)
        }
    }
}
