import Keyspace

/// Who talks to Redis. `docs/examples/users.acl` has the rules of each.
enum Role: String, Sendable, Equatable, CaseIterable {
    case producer, worker, trainer
    case `operator`

    /// Commands that stand for all it does, each with its keys; asked by `ACL DRYRUN`, never run.
    func commands(on keys: ModelKeys) -> [[String]] {
        let (claim, done, reply) = (keys.claim("x:1"), keys.done(lane: "x"), keys.reply("x"))
        let drift = keys.drift(window: 0)
        switch self {
        case .producer:
            return [
                ["RPUSH", keys.jobs, "x"], ["LLEN", keys.jobs], ["BLPOP", keys.results, "1"],
                ["LRANGE", keys.results, "0", "0"], ["LREM", keys.results, "1", "x"], ["LRANGE", reply, "0", "0"],
                ["LTRIM", reply, "0", "0"], ["DEL", reply], ["HMGET", keys.model, "version"],
                ["HGET", keys.model, "version"], ["STRLEN", keys.version(1)], ["GETRANGE", keys.version(1), "0", "0"],
            ]
        case .worker:
            return [
                ["BLMOVE", keys.jobs, keys.handoff, "LEFT", "RIGHT", "1"],
                ["LMOVE", claim, keys.jobs, "LEFT", "RIGHT"],
                ["SCRIPT", "LOAD", "x"],
                ["EVALSHA", "x", "5", keys.jobs, keys.results, reply, keys.paused, keys.dead], ["TIME"],
                ["EVALSHA", "x", "2", keys.worker("x"), keys.workers], ["MEMORY", "USAGE", claim],
                ["SORT", keys.jobs, "BY", "nosort", "STORE", claim], ["RENAME", keys.jobs, claim],
                ["LTRIM", keys.jobs, "0", "0"], ["LRANGE", claim, "0", "0"], ["LINDEX", claim, "0"],
                ["LSET", claim, "0", "x"], ["LPOP", keys.suspects], ["RPOP", claim], ["LPUSH", keys.suspects, "x"],
                ["RPUSH", keys.suspects, "x"], ["UNLINK", claim], ["EXISTS", keys.paused], ["LLEN", keys.results],
                ["GET", done], ["SET", done, "1", "EX", "1"], ["ZADD", keys.leases, "1", "x"],
                ["ZSCORE", keys.leases, "x"], ["ZREM", keys.leases, "x"], ["ZCARD", keys.leases],
                ["ZRANGE", keys.leases, "0", "0"], ["HGET", keys.claims, "x"], ["HSET", keys.claims, "x", "1"],
                ["HDEL", keys.claims, "x"], ["HKEYS", keys.claims], ["HLEN", keys.claims], ["HVALS", keys.claims],
                ["HINCRBY", keys.stats, "x", "1"], ["RPUSH", keys.results, "x"], ["TYPE", reply],
                ["RPUSH", reply, "x"],
                ["EXPIRE", reply, "1"], ["XADD", keys.dead, "*", "x", "1"], ["XTRIM", keys.dead, "MINID", "1"],
                ["XLEN", keys.dead], ["XADD", keys.predictions, "*", "x", "1"], ["HMGET", keys.model, "version"],
                ["ZRANGE", keys.models, "0", "-1"],
                ["STRLEN", keys.version(1)], ["GETRANGE", keys.version(1), "0", "0"], ["SUBSCRIBE", keys.events],
                ["SET", keys.worker("x"), "x", "PX", "1"], ["ZADD", keys.workers, "1", "x"],
                ["HMGET", keys.stats, "x"], ["XREVRANGE", keys.history(10), "+", "-"],
                ["XADD", keys.history(10), "*", "x", "1"], ["DEL", keys.history(10)],
                ["ZREMRANGEBYSCORE", keys.workers, "-inf", "1"], ["DEL", keys.worker("x")],
                ["ZREM", keys.workers, "x"], ["EXISTS", keys.drain("x")],
                ["EVALSHA", "x", "1", drift], ["HLEN", drift], ["HEXISTS", drift, "x"], ["HSET", drift, "x", "x"],
                ["EXPIRE", drift, "1"],
            ]
        case .trainer:
            return [
                ["SCRIPT", "LOAD", "x"], ["TIME"],
                ["EVALSHA", "x", "4", keys.model, keys.models, keys.upload("x"), keys.version(1)],
                ["EVALSHA", "x", "2", keys.workers, keys.worker("x")], ["HMGET", keys.model, "version"],
                ["HGET", keys.model, "version"], ["HSET", keys.model, "version", "1"], ["HDEL", keys.model, "x"],
                ["SET", keys.upload("x"), "x", "EX", "1"], ["APPEND", keys.upload("x"), "x"],
                ["EXPIRE", keys.upload("x"), "1"], ["STRLEN", keys.upload("x")], ["UNLINK", keys.upload("x")],
                ["RENAMENX", keys.upload("x"), keys.version(1)], ["PERSIST", keys.version(1)],
                ["EXISTS", keys.version(1)], ["UNLINK", keys.version(1)], ["GETRANGE", keys.version(1), "0", "0"],
                ["ZADD", keys.models, "1", "1"], ["ZCARD", keys.models], ["ZRANGE", keys.models, "0", "-1"],
                ["ZREM", keys.models, "1"], ["PUBLISH", keys.events, "1"], ["ZRANGE", keys.workers, "0", "-1"],
                ["ZREM", keys.workers, "x"], ["GETRANGE", keys.worker("x"), "0", "0"],
                ["EVALSHA", "x", "1", keys.audit], ["XADD", keys.audit, "*", "x", "1"],
            ]
        case .operator:
            return Role.producer.commands(on: keys) + Role.trainer.commands(on: keys) + [
                ["SCAN", "0"], ["INFO"], ["ACL", "WHOAMI"], ["SLOWLOG", "LEN"], ["TYPE", keys.jobs],
                ["PTTL", done], ["HVALS", keys.claims], ["ZCARD", keys.leases], ["ZCOUNT", keys.leases, "0", "1"],
                ["HEXISTS", keys.claims, "x"], ["EVALSHA", "x", "1", keys.paused], ["SET", keys.paused, "1", "NX"],
                ["DEL", keys.paused], ["LLEN", keys.suspects], ["XLEN", keys.dead], ["XRANGE", keys.dead, "-", "+"],
                ["XDEL", keys.dead, "1-1"], ["HGET", keys.stats, "claimed"], ["DEL", keys.jobs],
                ["XREVRANGE", keys.history(10), "+", "-"], ["HSCAN", keys.claims, "0"],
                ["ZRANGE", keys.leases, "0", "1"],
                ["LRANGE", keys.jobs, "0", "0"], ["MEMORY", "USAGE", keys.jobs], ["EXPIRE", done, "1"],
                ["EVALSHA", "x", "1", drift], ["HLEN", drift], ["HKEYS", drift], ["HSTRLEN", drift, "x"],
                ["HGET", drift, "x"],
                ["XRANGE", keys.predictions, "-", "+"],
                ["EVALSHA", "x", "2", keys.worker("x"), keys.drain("x")], ["EXISTS", keys.worker("x")],
                ["SET", keys.drain("x"), "x", "EX", "1"], ["XREVRANGE", keys.audit, "+", "-"],
            ]
        }
    }
}
