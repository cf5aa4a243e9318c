import Foundation
import JSONBytes
import Redis
import Synchronization
import TestSupport
import Testing

@Suite(.serialized) struct CrashTests {
    private static let jobs = 20_000

    @Test(
        "kill -9 of one of two workers while 20 000 jobs drain loses nothing and answers nothing twice",
        arguments: seeds)
    func killed(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let stage = try Stage()
        let victim = try stage.startWorker(["--lease", "1", "--batch-jobs", "128"])
        _ = try stage.startWorker(["--lease", "1", "--batch-jobs", "128"])
        try stage.publishPenguins(readyWorkers: 2)
        let moment = Int.random(in: 0...(Self.jobs / 2), using: &random)
        let jobs = try stage.push(Self.jobs, until: "\(moment) jobs are answered and leases are held") {
            try stage.count("LLEN", "results") >= moment && stage.count("ZCARD", "leases") > 0
        }
        victim.signal(SIGKILL)
        let results = try stage.results(jobs)
        try eventually("everything is given back and answered") { try stage.leftovers().isEmpty }
        let all = tally(results + (try stage.takeResults()))
        #expect(all.distinct == jobs && all.twice == 0 && all.failed == 0)
        let redelivered = try stage.statistic("redelivered")
        print("seed \(seed): killed after \(moment) answers, \(redelivered) jobs delivered again")
        let total = Self.redelivered.withLock { total in
            total += redelivered
            return total
        }
        if seed == Self.seeds.upperBound { #expect(total > 0, "no kill met a batch") }
    }

    private static let seeds = 1...5
    /// Jobs delivered again for the seeds so far; the suite is serialized.
    private static let redelivered = Mutex(0)

    @Test("SIGTERM during a drain ends the worker with 0, with nothing leased and nothing lost")
    func terminated() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--drain-timeout", "600", "--batch-jobs", "256"], lanes: 2)
        try stage.publishPenguins(readyWorkers: 1)
        var jobs = try stage.push(Self.jobs, until: "jobs are being scored") {
            try stage.count("LLEN", "results") > 0 && stage.count("ZCARD", "leases") > 0
        }
        worker.signal(SIGTERM)
        jobs += try stage.push(Self.jobs, until: "the worker ends though there are jobs") { !worker.isRunning }
        #expect(try worker.wait() == 0, "\(worker.errors)")
        #expect(try stage.count("ZCARD", "leases") == 0 && stage.count("LLEN", "suspects") == 0)
        #expect(try stage.call("ZCARD", stage.key("workers")).integer() == 0)
        let first = try stage.takeResults()
        let rest = try stage.count("LLEN", "jobs") + stage.count("LLEN", "handoff")
        #expect(rest > 0 && first.count + rest == jobs)

        _ = try stage.startWorker()
        let all = tally(first + (try stage.results(rest)))
        #expect(all.distinct == jobs && all.twice == 0 && all.failed == 0)
        #expect(try stage.statistic("redelivered") == 0)
    }

    @Test("A worker that stops after its connections broke leaves no record all the same")
    func recordAfterBreak() throws {
        let stage = try Stage()
        let worker = try stage.startWorker()
        try stage.publishPenguins(readyWorkers: 1)
        // A beat is 3 s away at most; the stop comes before it.
        _ = try stage.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        worker.signal(SIGTERM)
        #expect(try worker.wait() == 0, "\(worker.errors)")
        #expect(try stage.call("ZCARD", stage.key("workers")).integer() == 0)
    }

    @Test("Lanes that rest while their connections break hold nothing: the worker is not taken for one that hangs")
    func idleAfterBreak() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--stall", "3", "--lease", "1"], lanes: 4)
        try stage.publishPenguins(readyWorkers: 1)
        try eventually("a lane listens") { try stage.listeners().count == 1 }
        _ = try stage.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        // Of 0.3 s each: several times the stall.
        var (last, beats) = ("", 0)
        try eventually("beats have passed since") {
            let record = try stage.call("ZRANGE", stage.key("workers"), "0", "-1", "WITHSCORES").texts().description
            if record != last { (last, beats) = (record, beats + 1) }
            return beats > 24 || !worker.isRunning
        }
        #expect(worker.isRunning, "\(worker.errors)")
        try stage.push(penguinJobs(100))
        #expect(try tally(stage.results(100)).distinct == 100)
    }

    @Test("While the lane that listens can't reach Redis another one listens")
    func listenerWithoutRedis() throws {
        let stage = try Stage()
        _ = try stage.startWorker(lanes: 4)
        try stage.publishPenguins(readyWorkers: 1)
        var (first, connected): ([String], [String]) = ([], [])
        try eventually("a lane listens, and the others are connected") {
            first = try stage.listeners()
            connected = try stage.connections()
            let lanes = try stage.connections { $0.contains(" name=scoreline-worker:lane ") }
            return first.count == 1 && lanes.count == 4
        }
        // As many as there are without the one that goes: it can't come back.
        _ = try stage.call("CONFIG", "SET", "maxclients", String(connected.count - 1))
        _ = try stage.call("CLIENT", "KILL", "ID", try #require(first.first))
        try eventually("another lane listens") {
            let now = try stage.listeners()
            return now.count == 1 && now != first && connected.contains(now[0])
        }
        #expect(try stage.connections().count == connected.count - 1)
        _ = try stage.call("CONFIG", "SET", "maxclients", "1000")
        try stage.push(penguinJobs(100))
        #expect(try tally(stage.results(100)).distinct == 100)
    }

    @Test("A worker that is told to stop while it scores listens for no more jobs")
    func stopWhileScoring() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--admin", "127.0.0.1:0"])
        let admin = try AdminEndpoint(worker)
        try stage.publishPenguins(readyWorkers: 1)
        let rows = Array(repeating: "[null,39,180,3000,null]", count: 300_000).joined(separator: ",")
        try stage.push(["{\"id\":\"large\",\"rows\":[\(rows)]}"])
        try eventually("it is claimed") { try stage.statistic("claimed") == 1 }
        worker.signal(SIGTERM)
        try eventually("the worker knows that it is to stop") {
            try !worker.isRunning || admin.get("/readyz").body.contains("draining")
        }
        try stage.push(penguinJobs(1))
        #expect(try worker.wait() == 0, "\(worker.errors)")
        #expect(try stage.takeResults().count == 1)
        #expect(try stage.count("LLEN", "jobs") == 1 && stage.count("LLEN", "handoff") == 0)
    }

    @Test("A stop ends in time although Redis answers nothing; the jobs are recovered")
    func hangingRedis() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--drain-timeout", "1", "--lease", "1"])
        try stage.publishPenguins(readyWorkers: 1)
        try stage.server.suspend()
        worker.signal(SIGTERM)
        // Not before: the drain time and two seconds; without the bound it would be the time-outs of all commands.
        #expect(try worker.wait(upTo: .seconds(15)) == 0, "\(worker.errors)")
        try stage.server.resume()
        _ = try stage.startWorker(["--lease", "1"])
        try stage.push(penguinJobs(100))
        #expect(try tally(stage.results(100)).distinct == 100)
    }

    @Test("Connections killed and a Redis that restarts in the middle lose nothing and answer nothing twice")
    func restarted() throws {
        let stage = try Stage(["--appendonly", "yes", "--appendfsync", "always"])
        _ = try stage.startWorker(["--batch-jobs", "256"])
        _ = try stage.startWorker(["--batch-jobs", "256"])
        try stage.publishPenguins(readyWorkers: 2)
        try stage.push(penguinJobs(Self.jobs))
        for part in 1...3 {
            try eventually("a part is answered") { try stage.count("LLEN", "results") > part * 2000 }
            _ = try stage.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        }
        try stage.server.kill()
        try stage.server.start()
        let second = try Stage(joining: stage)
        let all = tally(try second.results(Self.jobs))
        #expect(all.distinct == Self.jobs && all.twice == 0 && all.failed == 0)
    }
}
