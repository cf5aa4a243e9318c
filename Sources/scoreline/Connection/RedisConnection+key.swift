import Redis

extension RedisConnection {
    /// `call`, with the key named by an error where the key is what is wrong.
    mutating func call(_ command: RedisCommand, on key: String) throws(RedisError) -> RedisReply {
        do { return try call(command) } catch { throw error.locating(key) }
    }
}
