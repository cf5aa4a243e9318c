package import Keyspace
package import Redis

/// How many jobs and results of a model are where, at one moment.
package struct QueueDepth: Sendable, Equatable {
    package var jobs = 0
    package var handoff = 0
    package var suspects = 0
    /// Claims that somebody holds a lease on.
    package var leases = 0
    package var results = 0
    package var dead = 0
    /// Jobs in all claims.
    package var inFlight = 0
    package var isPaused = false
    /// Jobs that were ever claimed.
    package var claimed = 0

    package init() {}

    /// Jobs that wait for a worker.
    package var waiting: Int { jobs + handoff + suspects }

    /// Jobs that wait for a worker, and nothing else: for producers, who ask often. One round trip.
    package static func waiting(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) -> Int {
        let lists = [keys.jobs, keys.handoff, keys.suspects]
        for key in lists { try connection.append(RedisCommand("LLEN", key)) }
        var total = 0
        var failure: RedisError?
        // Every reply, also after an error: the connection goes on.
        for key in lists {
            let reply = try connection.receive()
            do throws(RedisError) {
                if let error = reply.error { throw error }
                total += Self.count(try reply.integer())
            } catch { failure = error.locating(key) }
        }
        if let failure { throw failure }
        return total
    }

    /// Reads it with one command.
    package static func read(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) -> QueueDepth {
        let counted = [
            keys.jobs, keys.handoff, keys.suspects, keys.leases, keys.results, keys.dead, keys.paused, keys.claims,
            keys.stats,
        ]
        let command = try connection.command(QueueScript.depth, keys: counted)
        let reply: RedisReply
        do { reply = try connection.run(QueueScript.depth, command) } catch {
            guard let key = counted.first(where: { error.description.hasSuffix(" \($0)") }) else { throw error }
            throw error.locating(key)
        }
        guard try reply.count() == counted.count else {
            throw RedisError(.unexpectedReply, "script depth answered \(try reply.count()) numbers")
        }
        var numbers: [Int] = []
        for index in counted.indices { numbers.append(Self.count(try reply.integer(at: index))) }
        var depth = QueueDepth()
        depth.jobs = numbers[0]
        depth.handoff = numbers[1]
        depth.suspects = numbers[2]
        depth.leases = numbers[3]
        depth.results = numbers[4]
        depth.dead = numbers[5]
        depth.isPaused = numbers[6] > 0
        depth.inFlight = numbers[7]
        depth.claimed = numbers[8]
        return depth
    }

    /// Strangers can write any number; sums of these can't overflow.
    private static func count(_ number: Int) -> Int { max(0, min(number, 1 << 53)) }
}
