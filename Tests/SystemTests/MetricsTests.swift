import Foundation
import JSONBytes
import TestSupport
import Testing

@Suite struct MetricsTests {
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("Under load every metric of the table is there, counts right, and Prometheus' own client reads the text")
    func table() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--admin", "127.0.0.1:0", "--lease", "1"])
        let admin = try AdminEndpoint(worker)
        try stage.publishPenguins(readyWorkers: 1)
        let failing = [
            #"{"id": "none", "rows": []}"#, #"{"id": "none", "rows": []}"#, "no JSON",
            #"{"id": "half", "rows": [{"bill_length_mm": "long"}, {"bill_length_mm": 39}]}"#,
        ]
        let jobs = penguinJobs(3000) + failing
        try stage.push(jobs)
        #expect(try stage.results(jobs.count).count == jobs.count)
        try refuse(2, on: stage)

        var text = ""
        func value(_ series: String) -> Double? {
            let line = text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            return line.flatMap { Double($0.dropFirst(series.count + 1)) }
        }
        func ofModel(_ name: String, _ labels: String = "") -> Double? {
            value("scoreline_\(name){\(labels)model_name=\"penguins\"}")
        }
        try eventually("the metrics have come as far as the jobs") {
            text = try admin.get("/metrics").body
            return value(#"scoreline_jobs_total{model_name="penguins",status="failed"}"#) == 3
                && value(#"scoreline_jobs_total{model_name="penguins",status="completed"}"#) == 3001
                && value(#"scoreline_model_refusals_total{model_name="penguins",reason="checksum"}"#) == 1
                && value(#"scoreline_model_state{model_name="penguins",state="REFUSED"}"#) == 1
                && ofModel("batch_bytes_sum") == Double(jobs.reduce(0) { $0 + $1.utf8.count })
                && ofModel("end_to_end_duration_seconds_count") == ofModel("batches_total")
                // Every job and its result crossed the wire, which beats tell.
                && ofModel("redis_received_bytes_total") ?? 0 > ofModel("batch_bytes_sum") ?? .infinity
                && ofModel("redis_sent_bytes_total") ?? 0 > 3000 * 200
        }
        #expect(ofModel("job_errors_total", #"code="no_rows","#) == 2)
        #expect(ofModel("job_errors_total", #"code="bad_json","#) == 1)
        #expect(ofModel("job_errors_total", #"code="poison","#) == 0)
        #expect(ofModel("row_errors_total", #"code="not_a_number","#) == 1)
        #expect(value(#"scoreline_rows_total{model_name="penguins",model_version="1"}"#) == 3001)
        #expect(ofModel("batch_jobs_sum") == 3004)
        #expect(ofModel("batch_rows_sum") == 3002)
        for name in ["batch_jobs", "score_duration_seconds", "commit_duration_seconds", "end_to_end_duration_seconds"] {
            #expect(ofModel(name + "_count") == ofModel("batches_total"), "\(name)")
        }
        #expect(ofModel("model_reload_duration_seconds_count") == 1)
        #expect(value(#"scoreline_model_state{model_name="penguins",state="READY"}"#) == 0)
        let differences = try differences(text, in: stage)
        #expect(differences == "\n", "\(differences)")
    }

    @Test("A line of JSON a record; a failed job is told of with its place in a trace, and with nothing that is none")
    func log() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(
            ["--log-format", "json", "--log-level", "info", "--admin", "127.0.0.1:0"])
        try stage.publishPenguins(readyWorkers: 1)
        try stage.push([
            #"{"id": "1", "rows": [], "traceparent": "\#(Self.trace)"}"#,
            #"{"id": "2", "outputs": ["x"], "rows": [[1]], "traceparent": "Z9marker"}"#,
        ])
        let results = try stage.results(2)
        #expect(results.map { $0["traceparent"]?.string } == [Self.trace, "Z9marker"])
        worker.signal(SIGTERM)
        #expect(try worker.wait() == 0)
        let records = try worker.errors.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8).span) }
        for record in records {
            for name in ["time", "level", "message"] { #expect(record[name]?.string != nil, "\(record.line)") }
        }
        let failed = records.filter { $0["message"]?.string?.hasPrefix("a job failed") == true }
        #expect(failed.map { $0["message"]?.string } == ["a job failed: no_rows", "a job failed: unknown_output"])
        #expect(failed.map { $0["traceparent"]?.string } == [Self.trace, nil])
        #expect(failed.allSatisfy { $0["model"]?.string == "penguins" && $0["level"]?.string == "info" })
        #expect(!worker.errors.contains("Z9marker"))
    }

    /// Names a version whose bytes are not what was published.
    private func refuse(_ version: Int, on stage: Stage) throws {
        _ = try stage.call("SET", stage.key("model:\(version)"), "no model")
        _ = try stage.call(
            "HSET", stage.key("model"), "version", "\(version)", "previous", "1", "last_version", "\(version)",
            "generation", "\(version)", "sha256:\(version)", String(repeating: "0", count: 64))
        _ = try stage.call("PUBLISH", stage.key("events"), "\(version)")
    }

    /// Between the text and the table of docs/operations.md, as Prometheus' own client reads it.
    private func differences(_ text: String, in stage: Stage) throws -> String {
        let folder = stage.server.folder
        let setup = try ChildProcess(
            Programs.root + "/scripts/python-venv.sh", ["metrics", "prometheus-client==0.21.1"], folder: folder)
        #expect(try setup.wait(upTo: .seconds(1800)) == 0, "\(setup.errors)")
        let path = folder.path("metrics.txt")
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        let check = try ChildProcess(
            setup.output.trimmingCharacters(in: .newlines),
            [
                Programs.root + "/Tests/TestSupport/Python/metrics_check.py", path,
                Programs.root + "/docs/operations.md",
            ], folder: folder)
        #expect(try check.wait() == 0, "\(check.errors)")
        return check.output
    }
}
