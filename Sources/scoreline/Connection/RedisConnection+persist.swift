import Redis

extension RedisConnection {
    /// Does what may be done twice, and goes on when Redis is away or fails over for as long as a failover takes.
    mutating func persist<Answer: ~Copyable>(
        _ work: (inout RedisConnection) throws(RedisError) -> Answer
    ) throws(RedisError) -> Answer {
        var reconnection = Reconnection(for: .seconds(30))
        while true {
            do throws(RedisError) { return try work(&self) } catch { try reconnection.recover(from: error, &self) }
        }
    }
}
