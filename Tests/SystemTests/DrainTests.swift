import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// `scoreline workers drain` and real workers.
@Suite struct DrainTests {
    @Test("A worker that is asked to drain answers all it holds, ends with 0, and the others go on")
    func one() throws {
        let stage = try Stage()
        let first = try stage.startWorker(["--lease", "3"])
        try stage.publishPenguins(readyWorkers: 1)
        let id = try #require(try workers(stage).first)
        let second = try stage.startWorker(["--lease", "3"])
        try eventually("two workers are ready") { try workers(stage).count == 2 }
        try stage.push(penguinJobs(20_000))
        let outcome = try stage.scoreline("workers", "drain", "penguins", id, "--wait", "60", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = Array(outcome.output.utf8)
        let document = try JSONValue.parse(report.span)
        #expect(document["asked"]?.array?.compactMap(\.string) == [id] && document["left"]?.array?.isEmpty == true)
        #expect(try first.wait() == 0)
        #expect(first.errors.contains("stopping, as an operator asked"), "\(first.errors)")
        #expect(try tally(stage.results(20_000)).distinct == 20_000)
        #expect(try stage.statistic("redelivered") == 0)
        #expect(second.isRunning)
        #expect(try workers(stage).count == 1 && !workers(stage).contains(id))
        let audit = try stage.scoreline("audit", "penguins")
        #expect(audit.output.contains("drain") && audit.output.contains(id), "\(audit.output)")
        #expect(audit.output.contains("publish") && audit.output.split(separator: "\n").count == 3)
    }

    @Test("A lane with work asks how far Redis is by a PING, which no batch makes longer")
    func distance() throws {
        let stage = try Stage()
        _ = try stage.startWorker(lanes: 4)
        try stage.publishPenguins(readyWorkers: 1)
        func pings() throws -> Int {
            let statistics = try stage.call("INFO", "commandstats").text() ?? ""
            guard let start = statistics.firstRange(of: "cmdstat_ping:calls=")?.upperBound else { return 0 }
            return Int(statistics[start...].prefix { $0.isNumber }) ?? 0
        }
        // Without those of the server's start.
        _ = try stage.call("CONFIG", "RESETSTAT")
        try stage.push(penguinJobs(1))
        #expect(try stage.results(1).count == 1)
        #expect(try pings() == 1)
    }

    @Test("A backlog calls the lanes that rest, and leaves nothing behind")
    func backlog() throws {
        let stage = try Stage()
        _ = try stage.startWorker(lanes: 4)
        try stage.publishPenguins(readyWorkers: 1)
        // All lanes have looked, found nothing, and rest by now but one, which has answered.
        try stage.push(penguinJobs(1, prefix: "first"))
        _ = try stage.results(1)
        // Who commits leaves a fence.
        let jobs = try stage.push(3000, until: "more than one lane commits") {
            try stage.call("KEYS", stage.key("done:*")).texts().count > 1
        }
        let answers = try tally(stage.results(jobs))
        #expect(answers.distinct == jobs && answers.twice == 0)
        #expect(try stage.leftovers().isEmpty)
    }

    @Test("A worker of two models stops with both; all of a model drain at once; none is an error of its name")
    func all() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--lease", "3"], models: ["penguins", "other"])
        let further = try stage.startWorker(["--lease", "3"])
        try stage.publishPenguins(readyWorkers: 2)
        try stage.publishPenguins(as: "other", readyWorkers: 1)
        let outcome = try stage.scoreline("workers", "drain", "penguins", "--all", "--wait", "60")
        #expect(outcome.status == 0 && outcome.output == "drained 2 workers of penguins\n", "\(outcome.errors)")
        #expect(try worker.wait() == 0 && further.wait() == 0)
        #expect(try stage.call("ZCARD", stage.key("workers", of: "other")).integer() == 0)
        let missing = try stage.scoreline("workers", "drain", "penguins", "abc")
        #expect(missing.status == 1 && missing.errors.contains("no worker abc of penguins lives"))
        for arguments in [["workers", "drain", "penguins"], ["workers", "drain", "penguins", "a", "--all"]] {
            let process = try stage.start("scoreline", arguments)
            #expect(try process.wait() == 2, "\(process.errors)")
        }
    }

    @Test("A drain that an operator asked for ends within its time though a job does not")
    func limited() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--lease", "3", "--drain-timeout", "0.2"])
        try stage.publishPenguins(readyWorkers: 1)
        let row = #"{"bill_length_mm": 40}"#
        let rows = Array(repeating: row, count: 40_000).joined(separator: ",")
        try stage.push((0..<40).map { #"{"id": "big-\#($0)", "rows": [\#(rows)]}"# })
        let id = try #require(try workers(stage).first)
        let outcome = try stage.scoreline("workers", "drain", "penguins", id)
        #expect(outcome.output == "asked 1 worker of penguins to drain\n")
        #expect(try worker.wait(upTo: .seconds(60)) == 0, "\(worker.errors)")
    }

    private func workers(_ stage: Stage) throws -> [String] {
        let output = Array(try stage.scoreline("status", "penguins", "--json").output.utf8)
        return try JSONValue.parse(output.span)["workers"]?.array?.compactMap { $0["id"]?.string } ?? []
    }
}
