import Keyspace
import Monitoring
import Redis
import Synchronization

/// The names of all models, looked up again when they are a while old: it takes a look at every key.
final class ModelNameMemory: Sendable {
    private struct Found {
        var names: [String] = []
        var validUntil: ContinuousClock.Instant?
    }

    private let keyspace: Keyspace
    private let configuration: RedisConfiguration
    private let found = Mutex(Found())

    init(_ keyspace: Keyspace, _ configuration: RedisConfiguration) {
        self.keyspace = keyspace
        self.configuration = configuration
    }

    /// Blocks; for the reader's thread.
    func current() throws -> [String] {
        try found.withLock { found in
            let start = ContinuousClock.now
            if let end = found.validUntil, start < end { return found.names }
            found.names = try ModelNames.find(keyspace, configuration)
            // Where looking takes long it is done seldom: a twentieth of the time at most.
            let end = ContinuousClock.now
            found.validUntil = end + max(.seconds(5), (end - start) * 20)
            return found.names
        }
    }
}
