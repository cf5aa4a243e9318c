import Checksum
package import Redis

extension ModelRegistry {
    /// Publishes as `publish` does, and goes on when Redis is away or fails over for at most `limit`.
    ///
    /// After a lost answer the pointer tells whether it had happened: nothing is published twice, unless another publisher
    /// came in between.
    package func publish(
        _ bytes: [UInt8], by publisher: String, how: PublishWay = .publish, condition: PublishCondition,
        persistingFor limit: Duration, progress: (Int) -> Void = { _ in }, _ connection: inout RedisConnection
    ) throws(RegistryError) -> ModelPointer {
        var reconnection = Reconnection(for: limit)
        var before: Int?
        while true {
            do throws(RegistryError) {
                let seen = try pointer(&connection)
                if let before, let seen, seen.generation > before, seen.publishedBy == publisher,
                    seen.sha256 == SHA256.hex(bytes)
                {
                    return seen
                }
                before = before ?? seen?.generation ?? 0
                return try publish(
                    bytes, by: publisher, how: how, condition: condition, progress: progress, &connection)
            } catch {
                try recover(&reconnection, from: error, &connection)
            }
        }
    }

    /// Reads something, and goes on when Redis is away or fails over for at most `limit`.
    package func persist<Answer>(
        for limit: Duration, _ connection: inout RedisConnection,
        reading read: (inout RedisConnection) throws(RegistryError) -> Answer
    ) throws(RegistryError) -> Answer {
        var reconnection = Reconnection(for: limit)
        while true {
            do throws(RegistryError) { return try read(&connection) } catch {
                try recover(&reconnection, from: error, &connection)
            }
        }
    }

    private func recover(
        _ reconnection: inout Reconnection, from error: RegistryError, _ connection: inout RedisConnection
    ) throws(RegistryError) {
        guard case .redis(let cause) = error.kind else { throw error }
        do throws(RedisError) { try reconnection.recover(from: cause, &connection) } catch {
            throw RegistryError(error)
        }
    }
}
