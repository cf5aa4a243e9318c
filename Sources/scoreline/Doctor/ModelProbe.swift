import JobQueue
import Keyspace
import ModelRegistry
import Redis

/// Gathers the facts about a model. Nothing is written but what every reader of worker records does: it forgets dead ones.
enum ModelProbe {
    /// A larger version is not read for its checksum.
    private static let largestRead = 64 << 20
    private static let looks = 3

    static func read(
        _ keys: ModelKeys, strays: [Stray]?, _ connection: inout RedisConnection
    ) throws(RedisError) -> ModelFacts {
        let registry = ModelRegistry(keys: keys)
        let first = try depth(keys, &connection)
        let pointer: Fact<ModelPointer?> = try fact("%R~\(keys.model) +hget +hmget") { () throws(RegistryError) in
            try registry.pointer(&connection)
        }
        var live: Fact<ModelFacts.LiveBytes>?
        if case .known(let pointer?) = pointer {
            live = try fact("%R~\(keys.model):* +strlen +getrange") { () throws(RegistryError) in
                do throws(RegistryError) {
                    return .verified(
                        try registry.fetch(
                            pointer.version, sha256: pointer.sha256, limit: Self.largestRead, &connection
                        ).count)
                } catch {
                    guard error.kind == .tooLarge else { throw error }
                    return .unread
                }
            }
        }
        let workers: Fact<[WorkerRecord]> = try fact("~\(keys.workers) ~\(keys.worker("*")) +zrange +zrem +getrange") {
            () throws(RegistryError) in try registry.workers(&connection)
        }
        let leases = try leases(keys, &connection)
        let last = try depth(keys, &connection)
        return ModelFacts(
            keys: keys, pointer: pointer, live: live, workers: workers, depth: last,
            resultsGrowth: (last.value?.results ?? 0) - (first.value?.results ?? 0), leases: leases, strays: strays)
    }

    private static func fact<Value>(
        _ rule: String, _ read: () throws(RegistryError) -> Value
    ) throws(RedisError) -> Fact<Value> {
        do throws(RegistryError) { return .known(try read()) } catch {
            return .unknown(try Gap(error, needing: rule))
        }
    }

    private static func depth(
        _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RedisError) -> Fact<QueueDepth> {
        do throws(RedisError) { return .known(try QueueDepth.read(keys, &connection)) } catch {
            return .unknown(try Gap(error, needing: "%R~\(keys.pattern) +@read"))
        }
    }

    /// A claim and its lease are written together, but read one after the other: only what stays is so.
    private static func leases(
        _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RedisError) -> Fact<LeaseFacts> {
        var facts = LeaseFacts(claimsWithout: .max, overdue: .max)
        for look in 0..<looks {
            if look > 0 { Pause.wait(.milliseconds(50)) }
            do throws(RedisError) {
                let claims = try connection.call(RedisCommand("HLEN", keys.claims)).integer()
                let leases = try connection.call(RedisCommand("ZCARD", keys.leases)).integer()
                let seconds = try connection.call(RedisCommand("TIME")).integer(at: 0)
                let overdue = try connection.call(
                    RedisCommand("ZCOUNT", keys.leases, "-inf", String((seconds - 60) * 1000))
                ).integer()
                facts.claimsWithout = min(facts.claimsWithout, max(0, claims - leases))
                facts.overdue = min(facts.overdue, overdue)
            } catch {
                return .unknown(
                    try Gap(error, needing: "%R~\(keys.claims) %R~\(keys.leases) +hlen +zcard +zcount +time"))
            }
            if facts == LeaseFacts(claimsWithout: 0, overdue: 0) { break }
        }
        return .known(facts)
    }
}
