package import Keyspace
package import Redis

/// The heartbeat's and the sweeper's side of one model. Owned by the thread that beats.
package struct LeaseKeeper: ~Copyable {
    /// Claims that one sweep looks at, and claims that it recovers: a script each, so that none is long and the beat is not
    /// late.
    static let observed = 200
    static let recovered = 20

    private let keys: ModelKeys
    private let lease: Duration
    private var connection: RedisConnection
    private var memory: SweepMemory

    package init(connection: consuming RedisConnection, keys: ModelKeys, lease: Duration) {
        self.connection = connection
        self.keys = keys
        self.lease = lease
        memory = SweepMemory(patience: Self.beat(of: lease) + .seconds(1))
    }

    /// How often leases must be extended and expired ones looked for.
    package static func beat(of lease: Duration) -> Duration { lease * 3 / 10 }
    package static func sweep(of lease: Duration) -> Duration { lease * 4 / 10 }

    /// Goes on with another connection. What earlier sweeps saw is forgotten: while Redis was away nobody could beat.
    package mutating func reconnect(_ connection: consuming RedisConnection) {
        self.connection = connection
        memory.forget()
    }

    /// Gives these claims a full lease from now, also past their deadline. Only for lanes that make progress.
    ///
    /// Gives those that are finished, or whose jobs were recovered.
    package mutating func extend(_ claimIDs: [String]) throws(RedisError) -> [String] {
        guard !claimIDs.isEmpty else { return [] }
        var command = try connection.command(QueueScript.extend, keys: [keys.leases])
        command.append(lease.milliseconds)
        for id in claimIDs { command.append(id) }
        return try connection.run(QueueScript.extend, command).texts()
    }

    /// Looks for claims that nobody extends and makes suspects of the jobs of those that an earlier sweep saw like this.
    ///
    /// `clock` must not go back. Gives the number of jobs put back.
    package mutating func sweep(
        by clock: () -> ContinuousClock.Instant = { .now }
    ) throws(RedisError) -> Int {
        let asked = clock()
        var command = try connection.command(QueueScript.sweep, keys: [keys.leases, keys.claims])
        command.append(Self.observed)
        command.append(lease.milliseconds)
        let found = try connection.run(QueueScript.sweep, command).texts()
        guard found.count % 2 == 0 else {
            throw RedisError(.unexpectedReply, "script sweep answered \(found.count) texts, expected pairs")
        }
        let seen = stride(from: 0, to: found.count, by: 2).map {
            ExpiredLease(claimID: found[$0], deadline: found[$0 + 1])
        }
        var jobs = 0
        let abandoned = memory.observe(seen, during: asked...clock())
        for expired in abandoned.prefix(Self.recovered) { jobs += try recover(expired) }
        return jobs
    }

    private mutating func recover(_ expired: ExpiredLease) throws(RedisError) -> Int {
        let (lane, counter) = expired.parts
        var command = try connection.command(
            QueueScript.recover,
            keys: [
                keys.jobs, keys.handoff, keys.suspects, keys.leases, keys.claims, keys.claim(expired.claimID),
                keys.done(lane: lane), keys.stats,
            ])
        command.append(expired.claimID)
        command.append(expired.deadline)
        command.append(counter)
        command.append(QueueScript.fenceLife)
        // Strangers can make any number of it; sums of these can't overflow.
        return max(0, min(try connection.run(QueueScript.recover, command).integer(), 1 << 53))
    }
}
