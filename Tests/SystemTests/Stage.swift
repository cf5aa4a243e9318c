import Foundation
import JSONBytes
import Redis
import TestSupport

/// A Redis of a test's own and the real programs beside it.
final class Stage {
    let server: RedisServer
    /// What the programs are told.
    private let url: String
    private var connection: RedisConnection
    /// Kept, because a process ends with its owner.
    private var processes: [ChildProcess] = []

    init(_ redisArguments: [String] = []) throws {
        server = try RedisServer(redisArguments)
        url = server.url
        connection = try server.connect()
    }

    /// The same Redis over a new connection, after it was started again.
    init(joining other: Stage) throws {
        server = other.server
        url = other.url
        connection = try server.connect()
    }

    init(_ group: SentinelGroup) throws {
        server = group.servers[0]
        url = group.url
        connection = try group.connect()
    }

    init(_ cluster: RedisCluster) throws {
        server = cluster.nodes[0]
        url = cluster.url
        connection = try cluster.connect(to: "{penguins}")
    }

    /// The test's own connection, after a failover.
    func use(_ connection: consuming RedisConnection) { self.connection = connection }

    // MARK: Programs

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Starts a worker for the penguins model; it ends with the test.
    func startWorker(
        _ arguments: [String] = [], models: [String] = ["penguins"], lanes: Int = 1, environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try start(
            "scoreline-worker", models.flatMap { ["--model", $0] } + ["--lanes", String(lanes)] + arguments,
            environment: environment)
    }

    func start(
        _ program: String, _ arguments: [String], input: String = "/dev/null", environment: [String: String] = [:]
    ) throws -> ChildProcess {
        let process = try ChildProcess(
            try Programs.path(of: program), arguments, folder: server.folder,
            environment: environment.merging(["SCORELINE_REDIS": url]) { $1 }, input: input)
        processes.append(process)
        return process
    }

    @discardableResult
    func run(_ program: String, _ arguments: String..., input: String? = nil) throws -> Outcome {
        var path = "/dev/null"
        if let input {
            path = server.folder.path("input-\(UUID().uuidString)")
            try input.write(toFile: path, atomically: false, encoding: .utf8)
        }
        let process = try start(program, arguments, input: path)
        let status = try process.wait()
        return Outcome(status: status, output: process.output, errors: process.errors)
    }

    @discardableResult
    func scoreline(_ arguments: String...) throws -> Outcome {
        let process = try start("scoreline", arguments)
        let status = try process.wait()
        return Outcome(status: status, output: process.output, errors: process.errors)
    }

    /// Publishes the penguins model and waits until `workers` are READY on it.
    func publishPenguins(as model: String = "penguins", readyWorkers workers: Int? = nil) throws {
        let published = try scoreline("models", "publish", model, Programs.penguins)
        guard published.status == 0 else { throw TestFailure("publish: \(published.errors)") }
        if let workers {
            let waited = try scoreline("models", "wait", model, "--workers", String(workers), "--timeout", "600")
            guard waited.status == 0 else { throw TestFailure("models wait: \(waited.output) \(waited.errors)") }
        }
    }

    // MARK: Redis

    func key(_ name: String, of model: String = "penguins") -> String { "scoreline:{\(model)}:\(name)" }

    func call(_ name: String, _ arguments: String...) throws -> RedisReply { try call(name, arguments) }

    func call(_ name: String, _ arguments: [String]) throws -> RedisReply {
        var command = RedisCommand(name)
        for argument in arguments { command.append(argument) }
        return try connection.call(command)
    }

    func count(_ command: String, _ name: String, of model: String = "penguins") throws -> Int {
        try call(command, key(name, of: model)).integer()
    }

    func statistic(_ name: String, of model: String = "penguins") throws -> Int {
        Int(try call("HGET", key("stats", of: model), name).text() ?? "0") ?? 0
    }

    func push(_ jobs: [String], to model: String = "penguins") throws {
        for start in stride(from: 0, to: jobs.count, by: 1000) {
            var command = RedisCommand("RPUSH", key("jobs", of: model))
            for job in jobs[start..<min(start + 1000, jobs.count)] { command.append(job) }
            _ = try connection.call(command)
        }
    }

    /// Pushes `count` jobs whenever none are pending, until the condition holds: however fast workers are and however seldom
    /// the test looks, they are not done before. Gives how many were pushed.
    func push(_ count: Int, until what: String, _ condition: () throws -> Bool) throws -> Int {
        let batch = UUID().uuidString.prefix(8)
        var pushed = 0
        try eventually(what) {
            if try self.count("LLEN", "jobs") == 0 {
                try push(penguinJobs(count, prefix: "job-\(batch)-\(pushed)"))
                pushed += count
            }
            return try condition()
        }
        return pushed
    }

    /// Waits for that many results and takes them off the list.
    func results(_ count: Int, of model: String = "penguins", within limit: Duration = .seconds(600)) throws
        -> [JSONValue]
    {
        try eventually("\(count) results of \(model) are there", within: limit) {
            try self.count("LLEN", "results", of: model) >= count
        }
        return try takeResults(of: model)
    }

    func takeResults(of model: String = "penguins") throws -> [JSONValue] {
        var results: [JSONValue] = []
        while case let reply = try call("LPOP", key("results", of: model), "1000"), !reply.isNil {
            for text in try reply.texts() { results.append(try JSONValue.parse(Array(text.utf8).span)) }
        }
        return results
    }

    /// Ids of the connections that wait for jobs.
    func listeners() throws -> [String] { try connections { $0.contains(" cmd=blmove ") } }

    /// Ids of the connections that Redis says this of, the test's own among them.
    func connections(where isWanted: (Substring) -> Bool = { _ in true }) throws -> [String] {
        let clients = try call("CLIENT", "LIST").text() ?? ""
        return clients.split(separator: "\n").filter(isWanted).compactMap {
            $0.split(separator: " ").first?.split(separator: "=").last.map(String.init)
        }
    }

    /// Nothing is left of the work: no claim, no lease, no suspect, nothing pending.
    func leftovers(of model: String = "penguins") throws -> [String] {
        var left: [String] = []
        for name in ["jobs", "handoff", "suspects", "claims", "leases"]
        where try call("EXISTS", key(name, of: model)).integer() > 0 {
            left.append(name)
        }
        return left + (try call("KEYS", key("claim:*", of: model)).texts())
    }
}

/// One row each, all features known, so that each is scored.
func penguinJobs(_ count: Int, prefix: String = "job") -> [String] {
    (0..<count).map { number in
        """
        {"id": "\(prefix)-\(number)", "rows": [{"island": "Biscoe", "bill_length_mm": \(35 + number % 20), \
        "flipper_length_mm": \(180 + number % 40), "body_mass_g": \(3000 + number % 3000), "sex": "male"}]}
        """
    }
}

/// The ids of results, sorted by how often each stands there.
func tally(_ results: [JSONValue]) -> (distinct: Int, twice: Int, failed: Int) {
    let ids = results.map { $0["id"]?.string ?? "null" }
    let distinct = Set(ids).count
    return (distinct, ids.count - distinct, results.count { $0["status"]?.string != "completed" })
}
