import JSONBytes
import Redis
import TestSupport
import Testing

@Suite struct LatencyBenchTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.publishPenguins()
        _ = try stage.startWorker()
        let ready = try stage.scoreline("models", "wait", "penguins", "--workers", "1", "--timeout", "60")
        #expect(ready.status == 0, "\(ready)")
    }

    @Test("Every job of an open loop is answered once, and its percentiles rise")
    func openLoop() throws {
        let bench = try stage.scoreline(
            "bench", "latency", "penguins", "--rate", "200", "--seconds", "1", "--job-rows", "3", "--json")
        #expect(bench.status == 0, "\(bench.errors)")
        let report = try JSONValue.parse(Array(bench.output.utf8).span)
        let jobs = try #require(report["jobs"]?.integer)
        // 200 on average; the times are the same in every run.
        #expect((150...250).contains(jobs))
        #expect(report["rate"]?.integer == 200 && report["job_rows"]?.integer == 3)
        for name in ["lost", "duplicates", "failed"] { #expect(report[name]?.integer == 0) }
        let percentiles = ["p50_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms"].map { report[$0]?.number ?? -1 }
        #expect(percentiles == percentiles.sorted() && percentiles[0] > 0, "\(percentiles)")
        #expect(try stage.statistic("committed") == jobs)
        #expect(try stage.leftovers() == [])
        #expect(try stage.call("KEYS", "*:reply:*").texts() == [])
    }

    @Test("The text has a line until a job was sent and one until its result was read")
    func text() throws {
        let bench = try stage.scoreline("bench", "latency", "penguins", "--rate", "50", "--seconds", "0.2")
        #expect(bench.status == 0, "\(bench.errors)")
        for part in ["p99.9", "until it was sent", "until its result was read", "0 lost, 0 answered twice"] {
            #expect(bench.output.contains(part), "\(bench.output)")
        }
    }

    @Test("A queue with jobs in it, and one that is paused, are not measured, nor is what makes no sense")
    func refusals() throws {
        try stage.scoreline("pause", "penguins")
        let paused = try stage.scoreline("bench", "latency", "penguins", "--rate", "1")
        #expect(paused.status == 1 && paused.errors.contains("scoreline resume penguins"), "\(paused.errors)")
        try stage.push(penguinJobs(2))
        let full = try stage.scoreline("bench", "latency", "penguins", "--rate", "1")
        #expect(full.status == 1 && full.errors.contains("has 2 jobs"), "\(full.errors)")
        for (arguments, sentence) in [
            ([], "--rate is missing"), (["--rate", "0"], #"--rate: "0" is not"#),
            (["--rate", "1000000", "--seconds", "51"], "50000000 jobs"),
        ] as [([String], String)] {
            let refused = try stage.start("scoreline", ["bench", "latency", "penguins"] + arguments)
            #expect((try refused.wait()) == 2)
            #expect(refused.errors.contains(sentence), "\(refused.errors)")
        }
    }
}
