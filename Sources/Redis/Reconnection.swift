import Glibc

/// Goes on after an outage of one thread's connection: waits with growing, random pauses, and opens it again.
package struct Reconnection: Sendable {
    private let limit: Duration
    private var deadline: ContinuousClock.Instant?
    private var backOff = BackOff(from: .milliseconds(50), to: .seconds(2))

    /// For at most so long, counted from the first failure.
    package init(for limit: Duration) { self.limit = limit }

    /// Returns when the command that failed may be tried again. Throws the error when it does not pass by itself, or the
    /// last one when the time is over.
    package mutating func recover(
        from error: RedisError, _ connection: inout RedisConnection
    ) throws(RedisError) {
        let deadline = self.deadline ?? .now + limit
        self.deadline = deadline
        let isBroken = !error.isConnectionUsable
        var last = error
        while isBroken || last.isTemporary {
            let left = deadline - .now
            guard left > .zero else { break }
            let pause = min(left, backOff.next())
            _ = poll(nil, 0, Int32(clamping: Int((pause / .milliseconds(1)).rounded(.up))))
            guard isBroken else { return }
            do throws(RedisError) {
                connection = try RedisConnection.open(connection.configuration)
                return
            } catch {
                last = error
                guard !last.isConnectionUsable || last.isTemporary else { break }
            }
        }
        throw last
    }
}
