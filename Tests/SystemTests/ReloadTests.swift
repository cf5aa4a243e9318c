import Foundation
import JSONBytes
import Keyspace
import ModelRegistry
import Redis
import Settings
import TestSupport
import Testing

@Suite(.serialized) struct ReloadTests {
    private static let jobs = 20_000

    @Test("publish refuses a bad file with the reason and leaves the live version")
    func refusedByPublisher() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        var bytes = try Data(contentsOf: URL(filePath: Programs.penguins))
        bytes[bytes.count / 2] ^= 1
        let path = stage.server.folder.path("flipped.safetensors")
        try bytes.write(to: URL(filePath: path))
        let outcome = try stage.scoreline("models", "publish", "penguins", path)
        #expect(
            outcome.status == 1 && outcome.errors.contains("flipped.safetensors")
                && outcome.errors.contains("is damaged")
        )
        #expect(try stage.call("HGET", stage.key("model"), "version").text() == "1")
    }

    @Test("Bad bytes published by hand under load: the old version scores everything, and everybody hears why")
    func refusedByWorkers() throws {
        let stage = try Stage()
        _ = try stage.startWorker(["--batch-jobs", "256"])
        _ = try stage.startWorker(["--batch-jobs", "256"])
        try stage.publishPenguins(readyWorkers: 2)
        try stage.push(penguinJobs(Self.jobs))
        try eventually("jobs are being scored") { try stage.count("LLEN", "results") > 0 }
        try stage.publishByHand(Array("no model at all".utf8))

        let waited = try stage.scoreline("models", "wait", "penguins", "--version", "2", "--timeout", "60")
        #expect(waited.status == 1 && (waited.output + waited.errors).contains("REFUSED"))
        try eventually("status shows both workers REFUSED") {
            let status = try stage.scoreline("status", "penguins", "--json")
            let document = try JSONValue.parse(Array(status.output.utf8).span)
            let model = document["models"]?.array?.first ?? document
            let workers = model["workers"]?.array ?? []
            return workers.count == 2
                && workers.allSatisfy { $0["state"]?.string == "REFUSED" && $0["reason"]?.string?.isEmpty == false }
        }
        let late = try stage.startWorker(["--batch-jobs", "256"])
        try eventually("the late worker serves version 1 and says why not 2") {
            late.errors.contains("version 1 serves") && late.errors.contains("version 2 was refused")
        }
        let results = try stage.results(Self.jobs)
        let all = tally(results)
        #expect(all.distinct == Self.jobs && all.twice == 0 && all.failed == 0)
        #expect(results.allSatisfy { $0["model_version"]?.string == "1" })
    }

    @Test("Versions published and rolled back under load: every job is answered by one that was live, none is lost")
    func swappedUnderLoad() throws {
        let stage = try Stage()
        _ = try stage.startWorker(["--batch-jobs", "64"])
        _ = try stage.startWorker(["--batch-jobs", "64"])
        try stage.publishPenguins(readyWorkers: 2)
        try stage.push(penguinJobs(Self.jobs))
        try eventually("jobs are being scored") { try stage.count("LLEN", "results") > 0 }
        let published = try stage.scoreline("models", "publish", "penguins", Programs.penguins, "--wait", "60")
        #expect(published.status == 0, "\(published.errors)")
        try stage.push(penguinJobs(100, prefix: "late"))
        let results = try stage.results(Self.jobs + 100)
        let all = tally(results)
        #expect(all.distinct == Self.jobs + 100 && all.twice == 0 && all.failed == 0)
        let late = results.filter { $0["id"]?.string?.hasPrefix("late") == true }
        #expect(late.count == 100 && late.allSatisfy { $0["model_version"]?.string == "2" })

        let back = try stage.scoreline("models", "rollback", "penguins", "--wait", "60")
        #expect(back.status == 0, "\(back.errors)")
        try stage.push(penguinJobs(10, prefix: "back"))
        #expect(try stage.results(10).allSatisfy { $0["model_version"]?.string == "1" })
    }

    @Test("Redis is emptied, and another model comes under the number of the last: it is scored by its own columns")
    func sameNumber() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--batch-jobs", "1"])
        try stage.publishPenguins(readyWorkers: 1)
        try stage.push(penguinJobs(10))
        #expect(try tally(stage.results(10)).failed == 0)
        _ = try stage.call("FLUSHALL")
        let other = Programs.root + "/model_bin/breast_cancer.safetensors"
        let published = try stage.scoreline("models", "publish", "penguins", other, "--wait", "60")
        #expect(published.status == 0, "\(published.errors)")
        let row = Array(repeating: "1", count: 30).joined(separator: ", ")
        try stage.push((0..<10).map { #"{"id": "\#($0)", "rows": [[\#(row)]]}"# })
        let results = try stage.results(10)
        #expect(results.allSatisfy { $0["status"]?.string == "completed" && $0["model_version"]?.string == "1" })
        #expect(worker.isRunning)
    }

    @Test("A worker without any model is alive and not ready, then takes the first version; draining is not ready")
    func health() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--admin", "127.0.0.1:0"])
        let admin = try AdminEndpoint(worker)
        #expect(try admin.get("/livez").status == 200)
        try eventually("the worker says what is missing") {
            let unready = try admin.get("/readyz")
            return unready.status == 503 && unready.body.contains("no version of penguins is loaded")
        }
        try stage.publishPenguins(readyWorkers: 1)
        try eventually("the worker is ready") { try admin.get("/readyz").status == 200 }
        try stage.push(penguinJobs(10))
        _ = try stage.results(10)
        try eventually("the metrics count the jobs") {
            try admin.get("/metrics").body.contains(
                #"scoreline_jobs_total{model_name="penguins",status="completed"} 10"#)
        }
        let metrics = try admin.get("/metrics").body
        #expect(metrics.contains(#"scoreline_rows_total{model_name="penguins",model_version="1"} 10"#))
        #expect(metrics.contains(#"scoreline_model_info{model_name="penguins",model_version="1",sha256=""#))
        worker.signal(SIGTERM)
        #expect(try worker.wait() == 0)
    }

    @Test("--probe asks the worker that runs, and its exit status is the answer")
    func probe() throws {
        let stage = try Stage()
        let worker = try stage.startWorker(["--admin", "0.0.0.0:0"])
        let port = try AdminEndpoint(worker).port
        func ask(_ path: String) throws -> Stage.Outcome {
            try stage.run("scoreline-worker", "--probe", path, "--admin", "0.0.0.0:\(port)")
        }
        try eventually("the worker is alive") { try ask("livez").status == 0 }
        // Before its first beat it has not heard of Redis.
        var unready = try ask("readyz")
        try eventually("the worker says what is missing") {
            unready = try ask("readyz")
            return unready.output == "no version of penguins is loaded\n"
        }
        #expect(unready.status == 1)
        #expect(unready.errors == "scoreline-worker: 0.0.0.0:\(port) answered /readyz with 503\n")
        try stage.publishPenguins(readyWorkers: 1)
        try eventually("the worker is ready") {
            let ready = try ask("readyz")
            return ready.status == 0 && ready.output == "ok\n"
        }
        #expect(worker.errors.contains("scoreline-worker \(ScorelineVersion.text) serves penguins; lanes for each: 1;"))
        worker.signal(SIGTERM)
        #expect(try worker.wait() == 0)
        let gone = try ask("livez")
        #expect(gone.status == 1 && gone.errors.contains("can't connect to 127.0.0.1:\(port)"), "\(gone)")
    }
}

extension Stage {
    /// What a careless or hostile publisher does: the registry's own script, without the gate before it.
    func publishByHand(_ bytes: [UInt8], to model: String = "penguins") throws {
        var connection = try server.connect()
        let registry = ModelRegistry(keys: try Keyspace().model(model))
        _ = try registry.publish(bytes, by: "hand", condition: .none, &connection)
    }
}
