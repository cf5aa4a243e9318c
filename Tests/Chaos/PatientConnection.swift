package import Redis
import TestSupport

/// A connection that comes back: it repeats a command until Redis has executed it, so only what may be repeated is sent.
///
/// Owned by one thread.
package struct PatientConnection: ~Copyable {
    private let configuration: RedisConfiguration
    private var connection: RedisConnection?
    /// True when nobody waits for the answer any more.
    private let isCancelled: @Sendable () -> Bool

    package init(
        _ configuration: RedisConfiguration, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        var configuration = configuration
        configuration.clientName = "chaos"
        self.configuration = configuration
        self.isCancelled = isCancelled
    }

    /// Throws when Redis refuses for good, and after three minutes.
    package mutating func call(_ command: RedisCommand) throws -> RedisReply { try call(command, confirmedBy: 0) }

    /// Repeats a command that writes until so many replicas have what it wrote, too.
    package mutating func call(_ command: RedisCommand, confirmedBy replicas: Int) throws -> RedisReply {
        let deadline = ContinuousClock.now + .seconds(180)
        while true {
            do throws(RedisError) {
                let reply = try attempt(command)
                // Over the connection that wrote: it is the one whose writes WAIT asks for.
                guard replicas > 0 else { return reply }
                let heard = try attempt(RedisCommand("WAIT", "\(replicas)", "1000")).integer()
                if heard >= replicas { return reply }
                guard ContinuousClock.now < deadline, !isCancelled() else {
                    throw RedisError(.timedOut, "fewer than \(replicas) replicas have what was written")
                }
            } catch {
                if !error.isConnectionUsable { connection = nil }
                if error.isConnectionUsable, !error.isTemporary { throw error }
                guard ContinuousClock.now < deadline, !isCancelled() else { throw error }
                pause(for: .milliseconds(10))
            }
        }
    }

    /// One try.
    package mutating func attempt(_ command: RedisCommand) throws(RedisError) -> RedisReply {
        if connection == nil { connection = try RedisConnection.open(configuration) }
        guard var open = connection.take() else { preconditionFailure("a connection was just opened") }
        do throws(RedisError) {
            let reply = try open.call(command)
            connection = consume open
            return reply
        } catch {
            if error.isConnectionUsable { connection = consume open }
            throw error
        }
    }
}
