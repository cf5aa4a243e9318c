import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// What a job can reach: one result, in a list of its own model. Nothing of it is written anywhere else.
@Suite struct HostileJobTests {
    /// As they stand in JSON.
    private static let names = [
        "jobs}:x", "x}:jobs", "../jobs", "x:y", "{other}:jobs", "*", "", " ", "a b", "x\\n", "x\\u0000y",
        "\\u007d:jobs",
        "\\ud83d\\ude00", "ünïcode", "a\\/b", "%00", "x?", "[a]", String(repeating: "n", count: 65), "'; FLUSHALL",
        "\\\\",
    ]

    @Test("A reply_to names a reply list of its model or nothing, also in jobs that are broken, too large or poison")
    func replyTo() throws {
        let stage = try Stage()
        let whole = Self.names.enumerated().map {
            #"{"id": "w-\#($0)", "reply_to": "\#($1)", "rows": [{"sex": "male"}]}"#
        }
        let broken = Self.names.enumerated().map { #"{"id": "b-\#($0)", "reply_to": "\#($1)", "rows": [{"# }
        let poison = Self.names.enumerated().map { #"3:{"id": "p-\#($0)", "reply_to": "\#($1)", "rows": 1}"# }
        // Names of other kinds of keys are names of reply lists like any other.
        let known = ["jobs", "results", "model", "leases", "model.1", "dead", "claim", "-", ".", "..", "__proto__"]
        let fine = known.enumerated().map {
            #"{"id": "k-\#($0)", "reply_to": "\#($1)", "rows": [{"sex": "male"}]}"#
        }
        let large = "\"rows\": [{\"island\": \"" + String(repeating: "x", count: 65 << 20) + "\"}]}"
        let largeJobs = [
            #"{"id": "l-0", "reply_to": "x}:jobs", "# + large, #"{"id": "l-1", "reply_to": "large", "# + large,
        ]
        _ = try stage.call("RPUSH", [stage.key("suspects")] + poison)
        try stage.push(whole + broken + fine + largeJobs)
        try stage.publishPenguins()
        let worker = try stage.startWorker()
        let results = try stage.results(whole.count + broken.count + poison.count + 1)
        #expect(results.count == whole.count + broken.count + poison.count + 1)
        #expect(
            results.filter { $0["id"]?.string?.hasPrefix("w-") == true }.allSatisfy {
                $0["error"]?["code"]?.string == "bad_job"
            })
        worker.signal(SIGTERM)
        #expect(try worker.wait() == 0)
        let keys = try Set(stage.call("KEYS", "*").texts())
        let replies = known + ["large"]
        let kept = ["model", "models", "model:1", "stats", "dead", "audit", "history:10", "history:60", "history:600"]
        let expected = kept + replies.map { "reply:\($0)" }
        #expect(
            keys.filter { !$0.contains(":done:") && !$0.contains(":drift:") } == Set(expected.map { stage.key($0) }),
            "\(keys.subtracting(expected.map { stage.key($0) }))")
        for name in replies { #expect(try stage.count("LLEN", "reply:\(name)") == 1) }
    }

    @Test(
        "No level of the log, no metric and no record of a worker holds anything of a job",
        arguments: ["trace", "notice"])
    func logs(level: String) throws {
        let stage = try Stage()
        let marker = "Z9marker"
        let worker = try stage.startWorker(["--log-level", level, "--admin", "127.0.0.1:0", "--lease", "1"])
        try stage.publishPenguins(readyWorkers: 1)
        let jobs = [
            #"{"id": "\#(marker)", "rows": [{"sex": "male"}]}"#,
            #"{"id": "\#(marker)", "rows": [{"sex": "\#(marker)"}]}"#,
            #"{"id": "\#(marker)", "rows": [{"\#(marker)": 1}]}"#, #"{"id": "1", "rows": [["\#(marker)"]]}"#,
            #"{"id": "2", "features": ["\#(marker)"], "rows": [[1]]}"#,
            #"{"id": "3", "outputs": ["\#(marker)"], "rows": [[1]]}"#,
            #"{"id": "4", "reply_to": "\#(marker) x", "rows": [[1]]}"#,
            #"{"id": "5", "model_version": "\#(marker)", "rows": [[1]]}"#,
            #"{"id": "6", "expires_at": "\#(marker)", "rows": [[1]]}"#, marker, #"{"\#(marker)": "#,
            #"{"id": "7", "metadata": {"\#(marker)": 1}, "traceparent": "\#(marker)", "rows": [{"sex": "male"}]}"#,
            #"{"id": "8", "inputs": [{"name": "\#(marker)", "datatype": "\#(marker)", "shape": [1], "data": [1]}]}"#,
            #"{"id": "9", "reply_to": "\#(marker)", "rows": [{"sex": "male"}]}"#,
        ]
        // A reply list that is none, and a job that took its workers with it.
        _ = try stage.call("SET", stage.key("reply:\(marker)"), "x")
        _ = try stage.call("RPUSH", stage.key("suspects"), "3:" + jobs[0], "9:" + marker)
        try stage.push(jobs)
        let results = try stage.results(jobs.count + 2)
        #expect(results.count == jobs.count + 2)
        let admin = try AdminEndpoint(worker)
        for path in ["/metrics", "/readyz", "/livez"] {
            let body = try admin.get(path).body
            #expect(!body.isEmpty && !body.contains(marker))
        }
        for key in try stage.call("KEYS", stage.key("worker:*")).texts() {
            #expect(try stage.call("GET", key).text()?.contains(marker) != true)
        }
        worker.signal(SIGTERM)
        #expect(try worker.wait() == 0)
        #expect(worker.errors.contains("stopping") && !worker.errors.contains(marker), "\(worker.errors)")
        #expect(worker.output.isEmpty)
    }
}
