package import Keyspace
package import Redis

/// Hears at once when a model's pointer moves, on a connection of its own, owned by one thread.
///
/// Only a bell: a message can be missed, so whoever listens reads the pointer also without one, and first of all after
/// opening the subscription.
package struct EventSubscription: ~Copyable {
    private var connection: RedisConnection

    /// Connects and subscribes; the interrupt ends a wait from another thread.
    package static func open(
        _ configuration: RedisConfiguration, keys: ModelKeys, interrupt: Interrupt? = nil
    ) throws(RedisError) -> EventSubscription {
        var connection = try RedisConnection.open(configuration, interrupt: interrupt)
        _ = try connection.call(RedisCommand("SUBSCRIBE", keys.events))
        return EventSubscription(connection: connection)
    }

    private init(connection: consuming RedisConnection) { self.connection = connection }

    /// Waits for an event; false when none came in that time. All that came meanwhile count as one.
    ///
    /// Throws `interrupted` once the interrupt is triggered; after any error the subscription is over.
    package mutating func wait(upTo limit: Duration) throws(RedisError) -> Bool {
        guard let first = try connection.receiveMessage(within: limit) else { return false }
        if let error = first.error { throw error }
        while let next = try connection.receiveMessage(within: .zero) {
            if let error = next.error { throw error }
        }
        return true
    }
}
