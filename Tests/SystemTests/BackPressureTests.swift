import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

@Suite struct BackPressureTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private func worker() throws -> JSONValue? {
        let status = try stage.scoreline("status", "penguins", "--json")
        return try JSONValue.parse(Array(status.output.utf8).span)["workers"]?.array?.first
    }

    @Test("Unread results stop the claims, and everybody who asks hears why, until they are read")
    func unreadResults() throws {
        let worker = try stage.startWorker([
            "--max-results", "10", "--batch-jobs", "5", "--lease", "1", "--admin", "127.0.0.1:0",
        ])
        let admin = try AdminEndpoint(worker)
        try stage.publishPenguins(readyWorkers: 1)
        try eventually("the worker is ready") { try admin.get("/readyz").status == 200 }
        try stage.push(penguinJobs(50))
        try eventually("readiness tells") { try admin.get("/readyz").status == 503 }
        let sentence =
            "claims no jobs of penguins while 10 results or more are unread (--max-results); "
            + "read them: scoreline results penguins"
        #expect(try admin.get("/readyz").body.contains(sentence))
        #expect(try admin.get("/livez").status == 200)
        try eventually("the record tells") { try self.worker()?["waiting"]?.string == sentence }
        #expect(try self.worker()?["state"]?.string == "READY")
        #expect(try stage.scoreline("status", "penguins").output.contains(sentence))
        // The last batch may begin below the bound and end above it.
        let unread = try stage.count("LLEN", "results")
        #expect((10..<15).contains(unread))
        try eventually("a metric tells") {
            try admin.get("/metrics").body.contains(#"scoreline_unread_results{model_name="penguins"} \#(unread)"#)
        }
        #expect(try stage.count("LLEN", "results") == unread)
        try eventually("the log tells") { worker.errors.contains(sentence) }
        #expect(worker.errors.components(separatedBy: sentence).count == 2, "\(worker.errors)")

        var results: [JSONValue] = []
        try eventually("all are answered") {
            results += try stage.takeResults()
            return results.count == 50
        }
        #expect(tally(results).distinct == 50)
        try eventually("the worker is ready again") { try admin.get("/readyz").status == 200 }
        try eventually("the record is quiet again") { try self.worker()?["waiting"]?.isNull == true }
    }

    @Test(
        "--once ends when nothing is pending although its results hold the bound, and waits while they keep it from jobs"
    )
    func once() throws {
        try stage.publishPenguins()
        try stage.push(penguinJobs(5))
        let arguments = ["--once", "--max-results", "5", "--batch-jobs", "5"]
        let first = try stage.startWorker(arguments)
        #expect(try first.wait() == 0 && stage.count("LLEN", "results") == 5, "\(first.errors)")
        try stage.push(penguinJobs(5, prefix: "more"))
        let second = try stage.startWorker(arguments)
        try eventually("it says that it waits") { second.errors.contains("read them: scoreline results penguins") }
        #expect(second.isRunning)
        #expect(try stage.count("LLEN", "jobs") == 5)
        #expect(try stage.takeResults().count == 5)
        #expect(try second.wait() == 0 && stage.count("LLEN", "results") == 5, "\(second.errors)")
    }

    @Test("pause holds the queue, status shows it as text and as JSON, and resume lets it go")
    func paused() throws {
        _ = try stage.startWorker()
        try stage.publishPenguins(readyWorkers: 1)
        let silent = try stage.scoreline("pause", "penguins")
        #expect(silent.status == 0 && silent.output.isEmpty && silent.errors.isEmpty)
        #expect(
            try stage.scoreline("pause", "penguins", "--json").output == #"{"model":"penguins","paused":true}"# + "\n")
        try stage.push(penguinJobs(5))
        let text = try stage.scoreline("status", "penguins").output
        #expect(text.contains("; PAUSED") && text.contains("scoreline resume penguins"))
        let status = try stage.scoreline("status", "penguins", "--json").output
        let object = try JSONValue.parse(Array(status.utf8).span)
        #expect(object["paused"]?.boolean == true && object["pending"]?.integer == 5)
        // It ends at once, and takes nothing.
        #expect(try stage.startWorker(["--once"]).wait() == 0)
        #expect(try stage.count("LLEN", "jobs") + stage.count("LLEN", "handoff") == 5)
        let resumed = try stage.scoreline("resume", "penguins", "--json")
        #expect(resumed.status == 0 && resumed.output == #"{"model":"penguins","paused":false}"# + "\n")
        #expect(try stage.results(5).count == 5)
        #expect(try !stage.scoreline("status", "penguins").output.contains("PAUSED"))
        // Most likely a misspelt name.
        let unknown = try stage.scoreline("pause", "pengiuns")
        #expect(unknown.status == 0 && unknown.errors.contains("pengiuns has no published version"))
    }

    @Test("enqueue pushes up to --max-pending, suspects counted, and says what it did not push")
    func pendingBound() throws {
        _ = try stage.call("RPUSH", stage.key("suspects"), "1:x")
        let input = (0..<8).map { #"{"rows": [\#($0)]}"# + "\n" }.joined()
        let bounded = try stage.run(
            "scoreline", "enqueue", "penguins", "--max-pending", "6", "--timeout", "0.2", input: input)
        #expect(bounded.status == 1)
        #expect(bounded.errors.contains("6 jobs of penguins are pending and no room came for 0.2 seconds"))
        #expect(bounded.errors.contains("5 jobs were pushed, 3 and all after them were not"), "\(bounded.errors)")
        #expect(try stage.count("LLEN", "jobs") == 5)
        #expect(bounded.output.split(separator: "\n").count == 5)
        let single = try stage.scoreline("enqueue", "penguins", "{}", "--max-pending", "6", "--timeout", "0")
        #expect(single.status == 1 && single.output.isEmpty && single.errors.contains("0 jobs were pushed, 1 and"))
        #expect(try stage.scoreline("enqueue", "penguins", "{}", "--max-pending", "0").status == 2)
        let open = try stage.start(
            "scoreline", ["enqueue", "penguins", #"{"id": "x"}"#], environment: ["SCORELINE_MAX_PENDING": "6"])
        _ = try stage.call("LPOP", stage.key("jobs"))
        #expect(try open.wait() == 0 && stage.count("LLEN", "jobs") == 5)
    }

    @Test("enqueue waits for room and goes on in order as jobs are taken, never above the bound")
    func pendingRoom() throws {
        let input = stage.server.folder.path("jobs.ndjson")
        let lines = (0..<40).map { #"{"id": "\#($0)"}"# }
        try (lines.joined(separator: "\n") + "\n").write(toFile: input, atomically: false, encoding: .utf8)
        let process = try stage.start("scoreline", ["enqueue", "penguins", "--max-pending", "7"], input: input)
        var (taken, most) = ([String](), 0)
        try eventually("all jobs came") {
            most = max(most, try stage.count("LLEN", "jobs"))
            // Taken only when the producer has to wait, so that it must.
            let isWaiting = try taken.count + most >= lines.count || stage.count("LLEN", "jobs") == 7
            if isWaiting, let job = try stage.call("LPOP", stage.key("jobs")).text() { taken.append(job) }
            return taken.count == lines.count
        }
        #expect(try process.wait() == 0 && taken == lines && most == 7)
    }

    @Test("score keeps to --max-pending, and names it when no answer comes for that reason")
    func pendingScore() throws {
        try stage.publishPenguins()
        let table = Programs.root + "/recipes/penguins/penguins.csv"
        let output = stage.server.folder.path("out.csv")
        _ = try stage.scoreline("pause", "penguins")
        let common = ["--input", table, "--output", output, "--job-rows", "10", "--max-pending", "3"]
        let blocked = try stage.start("scoreline", ["score", "penguins"] + common + ["--timeout", "1"])
        #expect(try blocked.wait() == 1)
        #expect(blocked.errors.contains("3 jobs of penguins are pending"), "\(blocked.errors)")
        #expect(blocked.errors.contains("--max-pending"))
        #expect(try stage.count("LLEN", "jobs") == 3)
        _ = try stage.call("DEL", stage.key("jobs"))
        let score = try stage.start("scoreline", ["score", "penguins"] + common)
        try eventually("the bound is reached") { try stage.count("LLEN", "jobs") == 3 }
        _ = try stage.startWorker()
        _ = try stage.scoreline("resume", "penguins")
        #expect(try score.wait() == 0, "\(score.errors)")
        #expect(score.errors.contains("344 rows"), "\(score.errors)")
    }

    @Test(
        "A key of another type is named by who meets it",
        arguments: [
            ("results", ["results", "penguins"]), ("results", ["results", "penguins", "--peek"]),
            ("reply:r", ["results", "penguins", "--reply", "r"]), ("jobs", ["enqueue", "penguins", "{}"]),
            ("jobs", ["enqueue", "penguins", "{}", "--max-pending", "1"]),
            ("suspects", ["enqueue", "penguins", "{}", "--max-pending", "1"]),
            ("jobs", ["score", "penguins", "--input", "TABLE", "--output", "-"]),
        ])
    func wrongType(name: String, arguments: [String]) throws {
        try stage.publishPenguins()
        let key = stage.key(name)
        _ = try stage.call("HSET", key, "a", "b")
        let table = Programs.root + "/recipes/penguins/penguins.csv"
        let process = try stage.start("scoreline", arguments.map { $0 == "TABLE" ? table : $0 })
        #expect(try process.wait() == 1)
        #expect(process.errors.contains("the key \(key) has a type"), "\(process.errors)")
    }
}
