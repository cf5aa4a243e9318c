package import Keyspace
package import Redis

/// A batch that a lane holds, as an operator sees it.
package struct OpenClaim: Sendable, Equatable {
    /// `LANE:COUNTER`.
    package let id: String
    package let jobs: Int
    /// Workers that the jobs were taken from before.
    package let deliveries: Int
    /// In ms of Redis' clock; nil where the claim does not say it.
    package let claimedAt: Int?
    /// When the lease ends unless it is extended; nil without a lease.
    package let deadline: Int?

    /// The worker's id and the number of its lane; nil where the id has another form.
    package var lane: (worker: String, number: Int)? {
        let parts = id.prefix { $0 != ":" }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        return (String(parts[0]), number)
    }
}

/// What is being scored, at one moment.
package struct OpenClaims: Sendable, Equatable {
    /// More than any number of lanes.
    private static let maximum = 5000

    /// The oldest first.
    package let claims: [OpenClaim]
    /// Redis' time in ms.
    package let now: Int
    /// False when there are more than are looked at.
    package let isComplete: Bool

    package static func read(_ keys: ModelKeys, _ connection: inout RedisConnection) throws(RedisError) -> OpenClaims {
        let now = try time(&connection)
        let most = String(maximum)
        let (cursor, fields): (String, [String])
        do {
            (cursor, fields) = try connection.call(RedisCommand("HSCAN", keys.claims, "0", "COUNT", most))
                .cursorAndTexts()
        } catch { throw error.locating(keys.claims) }
        var deadlines: [String: Int] = [:]
        do {
            let leases = try connection.call(
                RedisCommand("ZRANGE", keys.leases, "0", String(maximum - 1), "WITHSCORES")
            ).texts()
            for index in stride(from: 0, to: leases.count - 1, by: 2) {
                deadlines[leases[index]] = Int(leases[index + 1])
            }
        } catch { throw error.locating(keys.leases) }
        var claims: [OpenClaim] = []
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            let numbers = fields[index + 1].split(separator: " ").map { Int($0) }
            func number(_ index: Int) -> Int? { index < numbers.count ? numbers[index] : nil }
            claims.append(
                OpenClaim(
                    id: String(fields[index].prefix(200)), jobs: max(0, number(1) ?? 0),
                    deliveries: max(0, number(0) ?? 0), claimedAt: number(2), deadline: deadlines[fields[index]]))
        }
        return OpenClaims(
            claims: claims.sorted { ($0.claimedAt ?? 0, $0.id) < ($1.claimedAt ?? 0, $1.id) }, now: now,
            isComplete: cursor == "0")
    }

    private static func time(_ connection: inout RedisConnection) throws(RedisError) -> Int {
        let reply = try connection.call(RedisCommand("TIME"))
        return try reply.integer(at: 0) * 1000 + reply.integer(at: 1) / 1000
    }
}
