import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// A primary dies while the programs run. What a replica had heard of (WAIT says so) is answered exactly once.
@Suite(.serialized) struct FailoverTests {
    private static let jobs = 10_000
    private static let fixture = Programs.root + "/Tests/ModelImportTests/Fixtures/3.2.0/softprob.json"

    @Test("Sentinel: kill -9 of the primary while 10 000 jobs drain loses nothing and answers nothing twice")
    func sentinel() throws {
        let group = try SentinelGroup()
        let stage = try Stage(group)
        let workers = try startWorkers(stage)
        let jobs = try pushAndWait(stage)
        try group.failOver()
        stage.use(try group.connect())
        try drain(stage, workers, jobs: jobs)
    }

    @Test("Cluster: kill -9 of the model's primary while 10 000 jobs drain loses nothing and answers nothing twice")
    func cluster() throws {
        let cluster = try RedisCluster(replicas: 3)
        let stage = try Stage(cluster)
        let workers = try startWorkers(stage)
        try publish(["m1", "m2", "m3"], stage)
        let jobs = try pushAndWait(stage)
        let old = try cluster.owner(of: stage.key("jobs"))
        try old.kill()
        try cluster.replace(old)
        stage.use(try cluster.connect(to: stage.key("jobs")))
        try drain(stage, workers, jobs: jobs)
        let listed = try stage.scoreline("models", "list", "--json")
        let names = try JSONValue.parse(Array(listed.output.utf8).span)["models"]?.array?.map { $0["model"]?.string }
        #expect(names == ["m1", "m2", "m3", "penguins"], "\(listed.errors)")
        let status = try stage.scoreline("status")
        #expect(status.status == 0 && status.output.contains("m3 version 1"), "\(status.errors)")
    }

    @Test("Cluster: the model's slot moves to another node while its queue drains; nothing is lost or answered twice")
    func slotMoves() throws {
        let cluster = try RedisCluster()
        let stage = try Stage(cluster)
        let workers = try startWorkers(stage)
        try stage.push(penguinJobs(Self.jobs))
        try eventually("jobs are being scored") { try stage.count("LLEN", "results") > 1000 }
        let source = try cluster.owner(of: stage.key("jobs"))
        guard let target = cluster.nodes.first(where: { $0 !== source }) else { return }
        let slot = try source.ask("CLUSTER", "KEYSLOT", stage.key("jobs")).integer()
        let move = try SlotMove(slot, from: source, to: target, in: cluster)
        try move.begin()
        try move.moveAll()
        // Nothing of the queue is where the slot still is: single keys are followed, scripts wait.
        let pushed = try stage.run(
            "scoreline", "enqueue", "penguins", input: penguinJobs(100, prefix: "moving").joined(separator: "\n") + "\n"
        )
        #expect(pushed.status == 0, "\(pushed.errors)")
        try move.moveAll()
        try move.finish()
        stage.use(try cluster.connect(to: stage.key("jobs")))
        try drain(stage, workers, jobs: Self.jobs + 100)
    }

    @Test(
        "Sentinel: score, enqueue, the trainer and models publish --wait go on over a failover; lost jobs are sent again"
    )
    func programs() throws {
        let group = try SentinelGroup()
        let stage = try Stage(group)
        _ = try startWorkers(stage)
        _ = try stage.call("SET", stage.key("paused"), "1")
        try eventually("the replica has heard of it") { try stage.call("WAIT", "1", "1000").integer() == 1 }
        // The replica misses every job, as if the primary had died just after its acknowledgements.
        try group.cutReplication()
        let rows = 3000
        let table = stage.server.folder.path("t.csv")
        let lines = (0..<rows).map { "\($0),\(35 + $0 % 20)" }
        try (["key,bill_length_mm"] + lines).joined(separator: "\n").write(
            toFile: table, atomically: false, encoding: .utf8)
        let scored = stage.server.folder.path("o.csv")
        let score = try stage.start(
            "scoreline",
            ["score", "penguins", "--input", table, "--output", scored, "--key", "key", "--job-rows", "10"])
        // A worker that waited when the model was paused has got the next job as its bell.
        try eventually("all jobs are pushed") {
            try stage.count("LLEN", "jobs") + stage.count("LLEN", "handoff") == rows / 10
        }

        let old = try group.primary()
        try old.kill()
        let out = stage.server.folder.path("m.safetensors")
        let programs = [
            score,
            try stage.start("scoreline", ["enqueue", "penguins", penguinJobs(1, prefix: "late")[0]]),
            try stage.start(
                "scoreline-trainer", ["import", Self.fixture, "--name", "softprob", "--out", out, "--publish"]),
            try stage.start("scoreline", ["models", "publish", "penguins", Programs.penguins, "--wait", "60"]),
        ]
        try group.replace(old)
        stage.use(try group.connect())
        #expect(try stage.scoreline("resume", "penguins").status == 0)
        for program in programs { #expect(try program.wait() == 0, "\(program.errors)") }
        let keys = try String(contentsOfFile: scored, encoding: .utf8).split(separator: "\n").dropFirst()
            .compactMap { $0.split(separator: ",").first.map(String.init) }
        #expect(keys == (0..<rows).map(String.init))
        #expect(try stage.results(1).compactMap { $0["id"]?.string } == ["late-0"])
        #expect(try stage.call("HGET", stage.key("model", of: "softprob"), "version").text() == "1")
        #expect(try stage.call("HGET", stage.key("model"), "version").text() == "2")
    }

    @Test("enqueue says how many jobs were pushed when Redis goes away for good, and which are in doubt")
    func enqueueGivesUp() throws {
        let stage = try Stage()
        let pipe = stage.server.folder.path("jobs")
        let made = unsafe mkfifo(pipe, 0o600)
        #expect(made == 0)
        let enqueue = try stage.start("scoreline", ["enqueue", "penguins"], input: pipe)
        let writer = try FileHandle(forWritingTo: URL(filePath: pipe))
        try writer.write(contentsOf: Data((penguinJobs(3).joined(separator: "\n") + "\n").utf8))
        try eventually("three jobs are pushed") { try stage.count("LLEN", "jobs") == 3 }
        // Redis answers this after it has sent enqueue its answer: a round of its loop sends what the one before owed.
        _ = try stage.call("PING")
        // Takes the command and never answers.
        try stage.server.suspend()
        try writer.write(contentsOf: Data((penguinJobs(2).joined(separator: "\n") + "\n").utf8))
        try writer.close()
        #expect(try enqueue.wait() == 3)
        #expect(
            enqueue.errors.contains("(3 jobs were pushed before, and the next 2 may or may not have been)"),
            "\(enqueue.errors)")
        try stage.server.resume()
    }

    // MARK: Steps

    private func startWorkers(_ stage: Stage) throws -> [ChildProcess] {
        let workers = try (0..<2).map { _ in try stage.startWorker(["--lease", "2", "--batch-jobs", "64"]) }
        try stage.publishPenguins(readyWorkers: 2)
        return workers
    }

    private func publish(_ models: [String], _ stage: Stage) throws {
        for model in models { try stage.publishPenguins(as: model) }
    }

    /// Returns in the middle of the work, with every job known to the replica; gives how many they are.
    private func pushAndWait(_ stage: Stage) throws -> Int {
        try stage.push(Self.jobs, until: "jobs are being scored, and more wait") {
            try stage.call("WAIT", "1", "30000").integer() == 1 && stage.count("LLEN", "results") > 1000
                && stage.count("ZCARD", "leases") > 0 && stage.count("LLEN", "jobs") > 0
        }
    }

    /// Every job is answered exactly once by the workers that were there before, and they follow the next version.
    private func drain(_ stage: Stage, _ workers: [ChildProcess], jobs: Int) throws {
        let results = try stage.results(jobs)
        try eventually("everything is given back and answered") { try stage.leftovers().isEmpty }
        let all = tally(results + (try stage.takeResults()))
        #expect(all.distinct == jobs && all.twice == 0 && all.failed == 0, "\(all)")
        let published = try stage.scoreline("models", "publish", "penguins", Programs.penguins, "--wait", "60")
        #expect(published.status == 0, "\(published.errors)")
        let running = workers.count { $0.isRunning }
        #expect(running == workers.count)
    }
}
