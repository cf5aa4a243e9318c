import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// `docs/examples/users.acl`, loaded into a real Redis: what each role may do is enough for the real programs, and no more.
@Suite struct AccessTests {
    @Test("The file loads as it is, and leaves nobody in without a password")
    func file() throws {
        let server = try RedisServer(["--aclfile", Programs.root + "/docs/examples/users.acl"])
        #expect(throws: RedisError.self) {
            var connection = try server.connect()
            _ = try connection.call(RedisCommand("GET", "x"))
        }
        var configuration = server.configuration
        (configuration.user, configuration.password) = ("producer", "PASSWORD")
        var connection = try RedisConnection.open(configuration)
        #expect(try connection.call(RedisCommand("PING")).text() == "PONG")
    }

    @Test("A worker drains, reloads, recovers a dead worker's jobs, buries, gives back and forgets itself")
    func worker() throws {
        let access = try AccessStage()
        let stage = access.stage
        let work = ["--model", "penguins", "--lanes", "1", "--lease", "1", "--prediction-log", "redis"]
        let first = try access.start("scoreline-worker", as: "worker", work + ["--max-results", "100000"])
        try stage.publishPenguins(readyWorkers: 1)
        try stage.push(penguinJobs(2000))
        _ = try stage.call(
            "RPUSH", stage.key("suspects"), "3:" + penguinJobs(1, prefix: "poison")[0],
            "1:" + penguinJobs(1, prefix: "saved")[0])
        try stage.push([#"{"id": "told", "rows": [{"sex": "male"}], "reply_to": "reader"}"#])
        #expect(try tally(stage.results(2002)).distinct == 2002)
        try eventually("the job with a reply list is answered") { try stage.count("LLEN", "reply:reader") == 1 }
        #expect(try stage.count("XLEN", "dead") == 1)
        try eventually("what was scored is logged") { try stage.count("XLEN", "predictions") == 2002 }
        try stage.publishPenguins(readyWorkers: 1)
        // It dies, and there is a claim of one that died before it: the next one takes both over.
        _ = try stage.call("RPUSH", [stage.key("claim:dead:1")] + penguinJobs(3, prefix: "orphan"))
        _ = try stage.call("HSET", stage.key("claims"), "dead:1", "0 3 1 1000")
        _ = try stage.call("ZADD", stage.key("leases"), "1", "dead:1")
        try stage.push(penguinJobs(50_000, prefix: "again"))
        first.signal(SIGKILL)
        let second = try access.start("scoreline-worker", as: "worker", work)
        #expect(try tally(stage.results(50_003)).distinct == 50_003)
        #expect(try stage.statistic("redelivered") >= 3)
        second.signal(SIGTERM)
        #expect(try second.wait() == 0, "\(second.errors)")
        #expect(try stage.leftovers().isEmpty)
        #expect(try access.refusals() == "")
    }

    @Test("A trainer publishes by both programs, waits, goes back and prunes")
    func trainer() throws {
        let access = try AccessStage()
        _ = try access.start("scoreline-worker", as: "worker", ["--model", "penguins", "--lanes", "1"])
        let fixture = Programs.root + "/Tests/ModelImportTests/Fixtures/3.2.0/softprob.json"
        let out = access.stage.server.folder.path("m.safetensors")
        let imported = try access.run(
            "scoreline-trainer", as: "trainer", ["import", fixture, "--name", "imported", "--out", out, "--publish"])
        #expect(imported.status == 0, "\(imported.errors)")
        let publish = ["models", "publish", "penguins", Programs.penguins, "--wait", "60", "--keep", "1"]
        for arguments in [
            publish, publish, publish + ["--rollback-on-refusal"], ["models", "rollback", "penguins"],
            ["models", "wait", "penguins", "--timeout", "60"], ["models", "show", "penguins"],
            ["models", "prune", "penguins", "--keep", "1"],
        ] {
            let outcome = try access.run("scoreline", as: "trainer", arguments)
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        #expect(try access.stage.count("ZCARD", "models") == 2)
        #expect(try access.refusals() == "")
    }

    @Test("A producer pushes and reads with the programs and with a plain client")
    func producer() throws {
        let access = try AccessStage()
        let stage = access.stage
        _ = try access.start("scoreline-worker", as: "worker", ["--model", "penguins", "--lanes", "1"])
        try stage.publishPenguins(readyWorkers: 1)
        let job = penguinJobs(1)[0]
        let (table, scored) = (Programs.root + "/recipes/penguins/penguins.csv", stage.server.folder.path("s.csv"))
        for arguments in [
            ["enqueue", "penguins", job, "--max-pending", "1000"],
            ["score", "penguins", "--input", table, "--output", scored],
            ["results", "penguins", "--follow", "--count", "1"], ["results", "penguins", "--peek"],
        ] {
            let outcome = try access.run("scoreline", as: "producer", arguments)
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        var client = try access.connect(as: "producer")
        _ = try client.call(RedisCommand("RPUSH", stage.key("jobs"), job))
        let popped = try client.call(RedisCommand("BLPOP", stage.key("results"), "60"), blocking: .seconds(60))
        #expect(try popped.text(at: 1)?.contains("job-0") == true)
        #expect(try access.refusals() == "")
    }

    @Test("An operator runs every command of scoreline")
    func operating() throws {
        let access = try AccessStage()
        let stage = access.stage
        _ = try access.start("scoreline-worker", as: "worker", ["--model", "penguins", "--lanes", "1"])
        let (table, scored) = (Programs.root + "/recipes/penguins/penguins.csv", stage.server.folder.path("s.csv"))
        for arguments in [
            ["models", "publish", "penguins", Programs.penguins, "--wait", "60"], ["models", "list"],
            ["models", "show", "penguins"], ["models", "publish", "penguins", Programs.penguins],
            ["models", "rollback", "penguins"], ["models", "wait", "penguins"], ["models", "prune", "penguins"],
            ["status"], ["status", "penguins", "--json"], ["pause", "penguins"], ["resume", "penguins"],
            ["bench", "drain", "penguins", "--jobs", "500"],
            ["bench", "latency", "penguins", "--rate", "50", "--seconds", "1"],
            ["enqueue", "penguins", penguinJobs(1)[0]],
            ["score", "penguins", "--input", table, "--output", scored],
            ["results", "penguins", "--follow", "--count", "1"],
        ] {
            let outcome = try access.run("scoreline", as: "operator", arguments)
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        var client = try access.connect(as: "operator")
        _ = try client.call(RedisCommand("XADD", stage.key("dead"), "*", "length", "2", "job", "{}"))
        for arguments in [["list"], ["export", "--output", "-"], ["retry", "--all"], ["discard", "--all"]] {
            let outcome = try access.run(
                "scoreline", as: "operator", ["dead", arguments[0], "penguins"] + arguments.dropFirst())
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        // What the ways out that are printed are made of.
        for arguments in [
            ["XRANGE", "dead", "-", "+"], ["XLEN", "dead"], ["XDEL", "dead", "1-1"], ["RPUSH", "jobs", "{}"],
            ["LREM", "jobs", "1", "{}"], ["EXPIRE", "done:x", "60"], ["DEL", "dead"],
        ] {
            var command = RedisCommand(arguments[0], stage.key(arguments[1]))
            for argument in arguments.dropFirst(2) { command.append(argument) }
            _ = try client.call(command)
        }
        #expect(try access.refusals() == "")
    }

    private static let forEverybody = [
        ["KEYS", "*"], ["FLUSHALL"], ["FLUSHDB"], ["CONFIG", "GET", "*"], ["CONFIG", "SET", "maxmemory", "1"],
        ["EVAL", "return 1", "0"], ["SHUTDOWN", "NOSAVE"], ["MONITOR"],
        ["ACL", "SETUSER", "x"], ["ACL", "LIST"], ["CLIENT", "KILL", "ID", "1"], ["REPLICAOF", "NO", "ONE"],
        ["SCRIPT", "FLUSH"], ["FUNCTION", "FLUSH"], ["SAVE"], ["SLOWLOG", "GET"], ["SWAPDB", "0", "1"],
        ["MIGRATE", "127.0.0.1", "1", "k", "0", "1"], ["GET", "other"], ["SET", "other", "1"],
        ["RPUSH", "other:{penguins}:jobs", "{}"], ["SUBSCRIBE", "other"], ["PUBLISH", "other", "1"],
    ]

    private static let forbidden: [(role: String, commands: [[String]])] = [
        (
            "producer",
            [
                ["LPOP", "@jobs"], ["LRANGE", "@jobs", "0", "-1"], ["DEL", "@jobs"], ["LTRIM", "@jobs", "0", "0"],
                ["LPUSH", "@jobs", "{}"], ["LRANGE", "@suspects", "0", "-1"], ["RPUSH", "@results", "{}"],
                ["RPUSH", "@reply:other", "{}"], ["HSET", "@model", "version", "1"], ["HGETALL", "@model"],
                ["DEL", "@model"], ["SET", "@model:1", "x"], ["DEL", "@model:1"], ["SET", "@upload:1", "x"],
                ["DEL", "@leases"], ["HGETALL", "@claims"], ["LRANGE", "@claim:1", "0", "-1"], ["GET", "@done:1"],
                ["HGETALL", "@stats"], ["SET", "@paused", "1"], ["DEL", "@paused"], ["XRANGE", "@dead", "-", "+"],
                ["GET", "@worker:1"], ["PUBLISH", "@events", "1"], ["SUBSCRIBE", "@events"], ["SCAN", "0"], ["INFO"],
                ["SCRIPT", "LOAD", "return 1"], ["EVALSHA", "0", "0"], ["ACL", "WHOAMI"],
                ["XRANGE", "@predictions", "-", "+"], ["XADD", "@predictions", "*", "event", "x"],
            ]
        ),
        (
            "worker",
            [
                ["HSET", "@model", "version", "1"], ["DEL", "@model"], ["SET", "@model:1", "x"], ["DEL", "@model:1"],
                ["ZADD", "@models", "1", "1"], ["SET", "@upload:1", "x"], ["PUBLISH", "@events", "1"],
                ["SET", "@paused", "1"], ["DEL", "@paused"], ["LRANGE", "@results", "0", "-1"], ["LPOP", "@results"],
                ["DEL", "@results"], ["LTRIM", "@results", "1", "0"], ["LRANGE", "@reply:x", "0", "-1"],
                ["DEL", "@reply:x"], ["XRANGE", "@dead", "-", "+"], ["DEL", "@dead"], ["GET", "@worker:1"],
                ["XRANGE", "@predictions", "-", "+"], ["DEL", "@predictions"], ["SCAN", "0"], ["INFO"],
                ["ACL", "WHOAMI"],
            ]
        ),
        (
            "trainer",
            [
                ["RPUSH", "@jobs", "{}"], ["LPOP", "@jobs"], ["LLEN", "@jobs"], ["LRANGE", "@results", "0", "-1"],
                ["RPUSH", "@results", "{}"], ["DEL", "@claims"], ["ZRANGE", "@leases", "0", "-1"],
                ["SET", "@model:1", "x"], ["APPEND", "@model:1", "x"], ["RENAMENX", "@model:1", "@model:2"],
                ["DEL", "@model"], ["SET", "@worker:1", "x"], ["SET", "@paused", "1"], ["XRANGE", "@dead", "-", "+"],
                ["HSET", "@stats", "claimed", "1"], ["SUBSCRIBE", "@events"], ["SCAN", "0"], ["INFO"],
                ["XRANGE", "@predictions", "-", "+"],
            ]
        ),
        (
            "operator",
            [["SORT", "@jobs"], ["RESTORE", "@jobs", "0", "x"], ["FUNCTION", "LIST"], ["ACL", "GETUSER", "worker"]]
        ),
    ]

    @Test("What a role has no business with is refused", arguments: forbidden)
    func refused(role: String, commands: [[String]]) throws {
        let access = try AccessStage()
        var client = try access.connect(as: role)
        for words in Self.forEverybody + commands {
            var command = RedisCommand(words[0])
            for word in words.dropFirst() {
                command.append(word.hasPrefix("@") ? access.stage.key(String(word.dropFirst())) : word)
            }
            try client.append(command)
            let error = try client.receive().error
            #expect(error?.isServer("NOPERM") == true, "\(role) \(words): \(error?.description ?? "done")")
        }
    }

    @Test("A script can do no more than the user who runs it")
    func scripts() throws {
        let access = try AccessStage()
        for (role, forbidden) in [
            ("worker", "redis.call('HSET', KEYS[1], 'version', '9')"), ("worker", "redis.call('DEL', KEYS[1])"),
            ("trainer", "redis.call('DEL', KEYS[1])"), ("operator", "redis.call('FLUSHALL')"),
            ("operator", "redis.call('GET', 'other')"),
        ] {
            var client = try access.connect(as: role)
            let hash = try client.call(RedisCommand("SCRIPT", "LOAD", forbidden)).text() ?? ""
            try client.append(RedisCommand("EVALSHA", hash, "1", access.stage.key("model")))
            let error = try client.receive().error?.description ?? "done"
            #expect(
                error.contains("The user executing the script can't"), "\(role) \(forbidden): \(error)")
        }
    }

    @Test("Roles for one model reach no other model", arguments: ["producer", "worker", "trainer", "operator"])
    func scoped(role: String) throws {
        let access = try AccessStage(model: "penguins")
        let stage = access.stage
        var client = try access.connect(as: role)
        for words in [
            ["RPUSH", "jobs", "{}"], ["LRANGE", "results", "0", "-1"], ["LRANGE", "reply:x", "0", "-1"],
            ["HGET", "model", "version"], ["GETRANGE", "model:1", "0", "1"], ["ZADD", "leases", "1", "x"],
            ["ZREM", "workers", "1"], ["LLEN", "jobs"],
        ] {
            var command = RedisCommand(words[0], stage.key(words[1], of: "other"))
            for word in words.dropFirst(2) { command.append(word) }
            try client.append(command)
            let error = try client.receive().error
            #expect(error?.isServer("NOPERM") == true, "\(role) \(words): \(error?.description ?? "done")")
        }
    }
}
