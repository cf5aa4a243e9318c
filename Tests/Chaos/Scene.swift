import Foundation
import JSONBytes
package import Keyspace
import ModelRegistry
import Redis
import TestSupport

/// A Redis deployment of its own, real workers, and a load: what faults happen to.
///
/// Owned by the thread that directs it.
package final class Scene {
    package struct Plan {
        package var deployment = Deployment.Kind.alone
        /// Of a Redis alone.
        package var redisArguments: [String] = []
        /// Redis has a clock that can jump.
        package var shiftsRedisClock = false
        package var workerEnvironment: [String: String] = [:]
        package var shapes: [WorkerShape]
        /// Workers reach Redis through a `NetworkProxy`.
        package var hasProxy = false

        package init(shapes: [WorkerShape]) { self.shapes = shapes }
    }

    package let plan: Plan
    let deployment: Deployment
    package let keys: ModelKeys
    let proxy: NetworkProxy?
    private let configuration: RedisConfiguration
    package let load: Load
    package private(set) var workers: [Worker] = []
    package var connection: PatientConnection
    /// Deaths of workers that a poison row caused.
    package var poisonDeaths = 0
    /// What happened when, for a failure's report.
    package private(set) var log: [String] = []
    private let started = ContinuousClock.now
    private var publications = 0
    private let modelFiles: [String]
    let folder: TemporaryFolder
    let redisClock: ShiftedClock?

    package init(_ plan: Plan) throws {
        self.plan = plan
        folder = try TemporaryFolder()
        redisClock = plan.shiftsRedisClock ? try ShiftedClock(folder) : nil
        deployment = try Deployment(
            plan.deployment, plan.redisArguments, environment: try redisClock?.environment() ?? [:])
        keys = try Keyspace().model("penguins")
        configuration = deployment.configuration(for: keys.jobs)
        connection = PatientConnection(configuration)
        proxy = plan.hasProxy ? try NetworkProxy(upstream: deployment.server.socket) : nil
        modelFiles = [Programs.penguins, try Self.trainSecond(folder)]
        let oracle = try Oracle(modelFiles: modelFiles, folder: folder)
        load = Load(
            configuration, keys: keys, oracle: oracle, confirmingReplicas: plan.deployment == .alone ? 0 : 1)
        try publish()
        for shape in plan.shapes { try startWorker(shape) }
        try eventually("all workers are ready") { try workers.allSatisfy { try identify($0) != nil } }
    }

    deinit {
        proxy?.stop()
        do { try load.end() } catch { note("the load does not end: \(error)") }
    }

    package func note(_ text: String) {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        log.append("\(Int(seconds * 10) / 10).\(Int(seconds * 10) % 10) s  \(text)")
    }

    // MARK: Workers

    @discardableResult
    package func startWorker(
        _ shape: WorkerShape, environment: [String: String] = [:]
    ) throws -> Worker {
        let url = proxy.map { "redis://127.0.0.1:\($0.port)" } ?? deployment.url
        let process = try ChildProcess(
            try Programs.path(of: "scoreline-worker"), ["--model", keys.name] + shape.arguments, folder: folder,
            environment: plan.workerEnvironment.merging(["SCORELINE_REDIS": url]) { $1 }.merging(environment) { $1 })
        let worker = Worker(process, shape)
        workers.append(worker)
        return worker
    }

    /// The first part of a worker's claims' ids; nil while it has no record.
    package func identify(_ worker: Worker) throws -> String? {
        if let identity = worker.identity { return identity }
        for id in try connection.call(RedisCommand("ZRANGE", keys.workers, "0", "-1")).texts() {
            guard let text = try connection.call(RedisCommand("GET", keys.worker(id))).text() else { continue }
            let record = try JSONValue.parse(Array(text.utf8).span)
            if record["pid"]?.integer == Int(worker.process.pid), record["state"]?.string != "LOADING" {
                worker.identity = id
            }
        }
        return worker.identity
    }

    /// Starts again whoever found no Redis at its start and ended with 3, as a supervisor does.
    package func supervise() throws {
        for worker in workers where worker.fate == .lives && !worker.process.isRunning {
            guard try worker.process.wait() == 3, !worker.process.errors.contains(" serves") else { continue }
            worker.fate = .dies
            note("a worker found no Redis at its start")
            try startWorker(worker.shape)
        }
    }

    package var living: [Worker] { workers.filter { $0.fate == .lives } }

    /// Number of claims of a worker that still have a lease.
    package func leases(of identity: String) throws -> Int {
        try connection.call(RedisCommand("ZRANGE", keys.leases, "0", "-1")).texts().count { $0.hasPrefix(identity) }
    }

    /// Number of claims of all workers.
    package func claims() throws -> Int { try connection.call(RedisCommand("ZCARD", keys.leases)).integer() }

    /// Stops a worker (SIGSTOP) while it holds a claim that it has not asked Redis to commit. Gives its identity.
    package func seize(_ worker: Worker) throws -> String {
        var identity = ""
        try eventually("worker \(worker.process.pid) is stopped with a claim", within: .seconds(120)) {
            identity = try waitForClaim(of: worker)
            worker.process.signal(SIGSTOP)
            // What it has sent before is executed by then.
            pause(for: .milliseconds(30))
            if try leases(of: identity) > 0 { return true }
            worker.process.signal(SIGCONT)
            return false
        }
        return identity
    }

    /// Kills a worker while it holds a claim. Gives its identity.
    package func kill(_ worker: Worker) throws -> String {
        let identity = try seize(worker)
        worker.fate = .dies
        worker.process.signal(SIGKILL)
        try worker.process.wait()
        return identity
    }

    /// Waits until a worker holds a claim; orders jobs for it.
    package func waitForClaim(of worker: Worker) throws -> String {
        var found = ""
        try eventually("worker \(worker.process.pid) holds a claim", within: .seconds(120)) {
            guard let identity = try identify(worker) else { return false }
            found = identity
            if !load.hasOrders, try backlog() < 500 { load.order(600) }
            return try leases(of: identity) > 0
        }
        return found
    }

    /// Asks a worker to stop, and may insist: then it gives back what it is scoring.
    package func stop(_ worker: Worker, insisting: Bool = false) throws {
        // What was claimed and what was asked for, by each lane.
        load.noteReleases((insisting ? 2 : 1) * worker.shape.lanes)
        worker.fate = .stopped
        // Before it has told of itself it may not have taken the signal over.
        try eventually("the worker is at work") { try identify(worker) != nil || !worker.process.isRunning }
        worker.process.signal(SIGTERM)
        if insisting {
            // Two signals at once would be one.
            try eventually("the worker is stopping") {
                worker.process.errors.contains("stopping:") || !worker.process.isRunning
            }
            worker.process.signal(SIGTERM)
        }
        let status = try worker.process.wait()
        if status != 0 {
            load.report(.workers, "a worker ended with \(status) after SIGTERM: \(worker.process.errors.suffix(600))")
        }
    }

    // MARK: Redis

    /// Of a scene whose Redis is alone.
    var server: RedisServer { get throws { try deployment.server } }

    package func statistic(_ name: String) throws -> Int {
        Int(try connection.call(RedisCommand("HGET", keys.stats, name)).text() ?? "0") ?? 0
    }

    package func backlog() throws -> Int { try connection.call(RedisCommand("LLEN", keys.jobs)).integer() }

    package func configure(_ name: String, _ value: String) throws {
        _ = try connection.call(RedisCommand("CONFIG", "SET", name, value))
    }

    /// Publishes one of two models that answer differently.
    package func publish() throws {
        publications += 1
        let file = modelFiles[publications % 2]
        try publish([UInt8](Data(contentsOf: URL(filePath: file))))
    }

    /// The registry's own script, without the gate before it: so also what no worker may take.
    package func publish(_ bytes: [UInt8]) throws {
        try eventually("a version is published") {
            do {
                var open = try RedisConnection.open(configuration)
                _ = try ModelRegistry(keys: keys).publish(bytes, by: "chaos", condition: .none, &open)
                return true
            } catch let error as RegistryError {
                note("publishing is tried again: \(error)")
                return false
            } catch let error as RedisError {
                note("publishing is tried again: \(error)")
                return false
            }
        }
    }

    /// Removes old versions, as an operator does.
    package func prune() throws {
        let command = try ChildProcess(
            try Programs.path(of: "scoreline"), ["models", "prune", keys.name, "--keep", "3"],
            folder: folder, environment: ["SCORELINE_REDIS": deployment.url])
        guard try command.wait() == 0 else { throw TestFailure("scoreline models prune: \(command.errors)") }
    }

    private static func trainSecond(_ folder: TemporaryFolder) throws -> String {
        let file = folder.path("second.safetensors")
        let trainer = try ChildProcess(
            try Programs.path(of: "scoreline-trainer"),
            ["train", Programs.root + "/recipes/penguins/recipe-v2.yaml", "--out", file], folder: folder)
        guard try trainer.wait() == 0 else { throw TestFailure("scoreline-trainer: \(trainer.errors)") }
        return file
    }
}
