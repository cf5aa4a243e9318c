import NIOPosix
package import Redis
import Synchronization

/// Reads Redis on a thread and over a connection of its own, one read after the other, so that nothing else ever blocks.
///
/// Any thread may ask. More than `maximumWaiting` questions at a time are refused: a slow Redis must not fill the memory.
package final class RedisReader: Sendable {
    private static let maximumWaiting = 64

    private let configuration: RedisConfiguration
    private let pool = NIOThreadPool(numberOfThreads: 1)
    /// Only the pool's one thread locks it.
    private let connection = Mutex<RedisConnection?>(nil)
    private let waiting = Atomic<Int>(0)

    package init(_ configuration: RedisConfiguration) {
        var configuration = configuration
        configuration.clientName = "scoreline:dashboard"
        self.configuration = configuration
        pool.start()
    }

    /// Runs `read` on the thread. What it does must be harmless when it is done twice: it is repeated once when a
    /// connection that lay idle turns out to be gone.
    package func read<Answer: Sendable>(
        _ read: @escaping @Sendable (inout RedisConnection) throws -> Answer
    ) async throws -> Answer {
        guard waiting.add(1, ordering: .relaxed).oldValue < Self.maximumWaiting else {
            waiting.subtract(1, ordering: .relaxed)
            throw ReadError.overloaded
        }
        defer { waiting.subtract(1, ordering: .relaxed) }
        return try await pool.runIfActive { [self] in try answer(read) }
    }

    package func shutDown() async { try? await pool.shutdownGracefully() }

    private func answer<Answer: Sendable>(
        _ read: @Sendable (inout RedisConnection) throws -> Answer
    ) throws -> Answer {
        try connection.withLock { kept in
            if var open = kept.take() {
                do {
                    let answer = try read(&open)
                    kept = consume open
                    return answer
                } catch {
                    if Self.leavesUsable(error) {
                        kept = consume open
                        throw error
                    }
                }
            }
            var fresh = try RedisConnection.open(configuration)
            do {
                let answer = try read(&fresh)
                kept = consume fresh
                return answer
            } catch {
                if Self.leavesUsable(error) { kept = consume fresh }
                throw error
            }
        }
    }

    private static func leavesUsable(_ error: any Error) -> Bool {
        RedisTrouble.cause(of: error)?.isConnectionUsable ?? true
    }
}

/// Why nothing was read, where it is not Redis' fault.
package enum ReadError: Error, Sendable, CustomStringConvertible {
    case overloaded
    case noSuchModel(String)
    /// Something of a model that is not there; a sentence.
    case notFound(String)
    /// What was asked for can't be; a sentence.
    case malformed(String)

    package var description: String {
        switch self {
        case .overloaded: "too many readers wait for Redis; try again in a moment"
        case .noSuchModel(let name): "there is no model \(name)"
        case .notFound(let sentence), .malformed(let sentence): sentence
        }
    }
}
