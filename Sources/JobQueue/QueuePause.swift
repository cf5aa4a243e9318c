package import Keyspace
package import Redis

/// The switch that keeps workers from claiming a model's jobs; what they hold they finish.
package enum QueuePause {
    /// Also when Redis is full.
    package static func set(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) {
        let command = try connection.command(QueueScript.pause, keys: [keys.paused])
        _ = try connection.run(QueueScript.pause, command)
    }

    package static func lift(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) {
        _ = try connection.call(RedisCommand("DEL", keys.paused))
    }
}
