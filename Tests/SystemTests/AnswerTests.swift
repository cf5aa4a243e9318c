import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

@Suite struct AnswerTests {
    @Test("redis-cli pushes a job and reads its answer")
    func redisCLI() throws {
        let stage = try Stage()
        _ = try stage.startWorker()
        try stage.publishPenguins(readyWorkers: 1)
        let job =
            #"{"id": "order-42", "rows": [{"island": "Biscoe", "bill_length_mm": 50.0, "body_mass_g": 5700, "sex": null}]}"#
        let pushed = try ChildProcess(
            "/usr/bin/redis-cli", ["-s", stage.server.socket, "RPUSH", stage.key("jobs"), job],
            folder: stage.server.folder)
        #expect(try pushed.wait() == 0)
        let popped = try ChildProcess(
            "/usr/bin/redis-cli", ["-s", stage.server.socket, "BLPOP", stage.key("results"), "60"],
            folder: stage.server.folder)
        #expect(try popped.wait() == 0)
        let text = popped.output.split(separator: "\n").last.map { Array($0.utf8) } ?? []
        let result = try JSONValue.parse(text.span)
        #expect(result["id"]?.string == "order-42" && result["status"]?.string == "completed")
        #expect(result["model_name"]?.string == "penguins" && result["model_version"]?.string == "1")
        #expect(result["outputs"]?.array?.first?["data"]?.array?.first?.string == "Gentoo")
    }

    @Test("What is no job gets one answer with a code, and the jobs around it are answered")
    func badJobs() throws {
        let stage = try Stage()
        let good = penguinJobs(2, prefix: "good")
        let bad: [(job: String, code: String)] = [
            ("no JSON", "bad_json"), ("[1, 2]", "bad_job"), (#"{"rows": [{}]}"#, "no_id"),
            (#"{"id": "\#(String(repeating: "i", count: 1 << 20))", "rows": [{}]}"#, "bad_id"),
            (#"{"id": "deep", "rows": "# + String(repeating: "[", count: 10_000), "too_deep"),
            (#"{"id": "none", "rows": []}"#, "no_rows"), (#"{"id": "lone \ud800", "rows": [[1]]}"#, "bad_json"),
            (#"{"id": "both"}"#, "bad_job"),
            (#"{"id": "out", "rows": [{"sex": "male"}], "outputs": ["x"]}"#, "unknown_output"),
            (#"{"id": "version", "rows": [{"sex": "male"}], "model_version": "9"}"#, "wrong_version"),
            (#"{"id": "late", "rows": [{"sex": "male"}], "expires_at": "2020-01-01T00:00:00Z"}"#, "expired"),
            ("", "bad_json"),
        ]
        // Before the worker starts, so that all are in one batch.
        try stage.push([good[0]] + bad.map(\.job) + [good[1]])
        _ = try stage.startWorker()
        try stage.publishPenguins()
        let results = try stage.results(bad.count + 2)
        #expect(results.count == bad.count + 2)
        #expect(results.first?["status"]?.string == "completed" && results.last?["status"]?.string == "completed")
        for (result, expected) in zip(results.dropFirst(), bad) {
            #expect(result["status"]?.string == "failed" && result["error"]?["code"]?.string == expected.code)
        }
        #expect(try stage.leftovers().isEmpty)
    }

    @Test("A job of 100 MB is answered without being read, and the job behind it is scored")
    func tooLarge() throws {
        let stage = try Stage()
        let huge = #"{"id": "huge", "rows": [{"island": "\#(String(repeating: "x", count: 100 << 20))"}]}"#
        try stage.push([huge] + penguinJobs(1))
        let worker = try stage.startWorker()
        try stage.publishPenguins()
        let results = try stage.results(2)
        #expect(results[0]["id"]?.string == "huge" && results[0]["error"]?["code"]?.string == "too_large")
        #expect(results[1]["status"]?.string == "completed")
        #expect(worker.isRunning)
    }

    @Test("A job that took three workers with it is buried unscored, with one answer and its payload kept")
    func poison() throws {
        let stage = try Stage()
        let (job, unread) = (penguinJobs(1, prefix: "poison")[0], penguinJobs(1, prefix: "unread")[0])
        _ = try stage.call(
            "RPUSH", stage.key("suspects"), "3:" + job, "4:" + unread, "2:" + penguinJobs(1, prefix: "saved")[0])
        _ = try stage.startWorker()
        try stage.publishPenguins()
        let results = try stage.results(3)
        #expect(results[0]["id"]?.string == "poison-0" && results[0]["error"]?["code"]?.string == "poison")
        #expect(results[1]["id"]?.isNull == true && results[1]["error"]?["code"]?.string == "poison")
        #expect(results[2]["id"]?.string == "saved-0" && results[2]["status"]?.string == "completed")
        #expect(results[2]["parameters"]?["attempt"]?.integer == 3)
        #expect(try stage.call("XLEN", stage.key("dead")).integer() == 2)
        #expect(try stage.leftovers().isEmpty)
    }

    @Test("--once scores what is pending and ends; without any model it says so")
    func once() throws {
        let stage = try Stage()
        let none = try stage.startWorker(["--once"])
        #expect(try none.wait() == 1)
        #expect(none.errors.contains("no version of penguins is published"))
        try stage.publishPenguins()
        try stage.push(penguinJobs(3000))
        let worker = try stage.startWorker(["--once"])
        #expect(try worker.wait() == 0, "\(worker.errors)")
        #expect(try stage.count("LLEN", "results") == 3000)
        #expect(try stage.leftovers().isEmpty)
    }

    @Test("A worker that ended leaves no record for others to wait for")
    func noGhost() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        for _ in 0..<5 {
            #expect(try stage.startWorker(["--once"]).wait() == 0)
            #expect(try stage.call("ZCARD", stage.key("workers")).integer() == 0)
        }
    }

    @Test("One worker serves several models, each job by its own")
    func severalModels() throws {
        let stage = try Stage()
        for model in ["one", "two"] { try stage.publishPenguins(as: model) }
        _ = try stage.startWorker(models: ["one", "two"])
        for model in ["one", "two"] { try stage.push(penguinJobs(500, prefix: model), to: model) }
        for model in ["one", "two"] {
            let results = try stage.results(500, of: model)
            #expect(tally(results).distinct == 500)
            #expect(
                results.allSatisfy { $0["model_name"]?.string == model && $0["id"]?.string?.hasPrefix(model) == true })
        }
    }

    @Test("A table scored by workers is, byte for byte, the one predicted offline")
    func scoredTable() throws {
        let stage = try Stage()
        _ = try stage.startWorker()
        _ = try stage.startWorker()
        try stage.publishPenguins(readyWorkers: 2)
        let table = Programs.root + "/recipes/penguins/penguins.csv"
        let (scored, predicted) = (stage.server.folder.path("scored.csv"), stage.server.folder.path("predicted.csv"))
        let score = try stage.scoreline("score", "penguins", "--input", table, "--output", scored, "--job-rows", "7")
        #expect(score.status == 0, "\(score.errors)")
        let predict = try stage.scoreline("predict", Programs.penguins, "--input", table, "--output", predicted)
        #expect(predict.status == 0, "\(predict.errors)")
        let bytes = try Data(contentsOf: URL(filePath: scored))
        #expect(bytes == (try Data(contentsOf: URL(filePath: predicted))) && bytes.count > 10_000)
        #expect(try stage.call("KEYS", stage.key("reply:*")).texts().isEmpty)
    }

    @Test("enqueue gives an id to a job without one and prints it; results reads the answer")
    func enqueue() throws {
        let stage = try Stage()
        _ = try stage.startWorker()
        try stage.publishPenguins(readyWorkers: 1)
        let enqueued = try stage.scoreline("enqueue", "penguins", #"{"rows": [{"island": "Dream"}]}"#)
        #expect(enqueued.status == 0)
        let id = enqueued.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(UUID(uuidString: id) != nil, "\(enqueued.output)")
        try eventually("the answer is there") { try stage.count("LLEN", "results") == 1 }
        let results = try stage.scoreline("results", "penguins")
        let result = try JSONValue.parse(Array(results.output.utf8).span)
        #expect(result["id"]?.string == id)
    }
}
