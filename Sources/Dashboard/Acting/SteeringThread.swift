import NIOPosix
import Redis
import Synchronization

/// Changes things in Redis on a thread of its own, one after the other, each over a connection of its own: nothing is ever
/// sent twice because a connection lay idle.
final class SteeringThread: Sendable {
    private static let maximumWaiting = 16

    private let configuration: RedisConfiguration
    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let waiting = Atomic<Int>(0)

    init(_ configuration: RedisConfiguration) {
        var configuration = configuration
        configuration.clientName = "scoreline:dashboard-actions"
        self.configuration = configuration
        pool.start()
    }

    /// `key` is one of the model's, which leads to its server in a cluster.
    func run<Answer: Sendable>(
        at key: String, _ body: @escaping @Sendable (inout RedisConnection) throws -> Answer
    ) async throws -> Answer {
        guard waiting.add(1, ordering: .relaxed).oldValue < Self.maximumWaiting else {
            waiting.subtract(1, ordering: .relaxed)
            throw ReadError.overloaded
        }
        defer { waiting.subtract(1, ordering: .relaxed) }
        var configuration = configuration
        configuration.slotKey = key
        return try await pool.runIfActive { [configuration] in
            var connection = try RedisConnection.open(configuration)
            return try body(&connection)
        }
    }
}
