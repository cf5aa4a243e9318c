import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// Versions under conditions, over real workers.
@Suite struct PublishingTests {
    private static let small = Programs.root + "/model_bin/diabetes.safetensors"

    @Test("A version that workers refuse is taken back, and each of them is named")
    func refusal() throws {
        let stage = try Stage()
        // Room for the small model, not for the other one.
        for _ in 0..<2 { _ = try stage.startWorker(["--memory-budget", "300000"], models: ["m"]) }
        _ = try stage.startWorker(models: ["m"])
        #expect(try stage.scoreline("models", "publish", "m", Self.small).status == 0)
        let ready = try stage.scoreline("models", "wait", "m", "--workers", "3", "--timeout", "60")
        #expect(ready.status == 0, "\(ready.errors)")
        let publish = ["models", "publish", "m", Programs.penguins, "--wait", "60", "--rollback-on-refusal"]
        let refused = try stage.run(publish)
        #expect(refused.status == 1, "\(refused)")
        #expect(refused.errors.contains("version 2 of m is REFUSED, version 1 is live again: worker "))
        #expect(
            refused.errors.hasPrefix("warning: unlike what was live before: the task is multiclass, not regression\n"))
        #expect(refused.errors.components(separatedBy: "the budget of 300000").count == 3, "\(refused.errors)")
        let again = try stage.scoreline("models", "wait", "m", "--version", "1", "--workers", "3")
        #expect(again.status == 0, "\(again.errors)")

        let json = try stage.run(publish + ["--json"])
        let lines = try json.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8).span) }
        #expect(json.status == 1 && lines.count == 2, "\(json)")
        #expect(lines.first?["published"]?.boolean == true && lines.last?["rolled_back_to"]?.integer == 1)
        #expect(lines.last?["refusals"]?.array?.count == 2)
        #expect(lines.first?["changes"]?.array?.first?.string == "the task is multiclass, not regression")
        let audit = try stage.audit("m")
        #expect(audit.map { $0["action"]?.string } == ["rollback", "publish", "rollback", "publish", "publish"])
        #expect(audit[0]["object"]?.string == "to version 1" && audit[0]["outcome"]?.string == "done")
    }

    @Test("Who waits hears what is missing, and at the time-out what is still missing")
    func progress() throws {
        let stage = try Stage()
        let lonely = try stage.scoreline("models", "publish", "m", Programs.penguins, "--wait", "0.2")
        #expect(
            lonely.status == 1 && lonely.errors.hasPrefix("m has no live worker\nscoreline: m has no live worker after")
        )
    }

    @Test("Everybody can see who published what, when and how, and what a pinned job gets")
    func history() throws {
        let stage = try Stage()
        _ = try stage.startWorker()
        let file = stage.server.folder.path("m.safetensors")
        let trained = try stage.run(
            [
                "train", Programs.root + "/recipes/penguins/recipe-v2.yaml", "--out", file, "--publish", "--wait", "60",
            ], program: "scoreline-trainer")
        #expect(trained.status == 0 && trained.output.contains("1 worker is READY on version 1"), "\(trained)")
        try stage.publishPenguins(readyWorkers: 1)
        try stage.push([#"{"id": "new", "model_version": "2", "rows": [{"sex": "male"}]}"#])
        #expect(try stage.results(1).first?["model_version"]?.string == "2")
        #expect(try stage.scoreline("models", "rollback", "penguins", "--wait", "60").status == 0)
        try stage.push([#"{"id": "late", "model_version": 2, "rows": [{"sex": "male"}]}"#])
        #expect(try stage.results(1).first?["error"]?["code"]?.string == "wrong_version")

        let table = try stage.scoreline("models", "list", "penguins").output.split(separator: "\n")
        let states = table.dropFirst().dropLast().map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        #expect(states == ["2 previous", "1 live"], "\(table)")
        #expect(table[1].contains("@") && table[1].contains("publish"))
        #expect(
            table.last?.hasPrefix("version 1 is live since ") == true && table.last?.hasSuffix("(rollback)") == true)
        let card = try stage.scoreline("models", "show", "penguins", "--json")
        let document = try JSONValue.parse(Array(card.output.utf8).span)
        #expect(document["how"]?.string == "publish" && document["live_how"]?.string == "rollback", "\(card.output)")
        #expect(document["published_by"]?.string == document["live_by"]?.string)
        let all = try stage.scoreline("models", "list")
        #expect(all.output.contains("rollback"), "\(all.output)")
    }

    @Test("Publications of train and import take the same conditions, and keep as many versions as asked")
    func trainer() throws {
        let stage = try Stage()
        let fixture = Programs.root + "/Tests/ModelImportTests/Fixtures/3.2.0/softprob.json"
        let out = stage.server.folder.path("m.safetensors")
        func take(_ arguments: String...) throws -> Stage.Outcome {
            try stage.run(
                ["import", fixture, "--name", "m", "--out", out, "--publish"] + arguments, program: "scoreline-trainer")
        }
        #expect(try take("--if-absent").status == 0)
        let present = try take("--if-absent")
        #expect(present.status == 0 && present.errors.contains("has a live version already"), "\(present)")
        let conflict = try take("--if-generation", "9")
        #expect(
            conflict.status == 1 && conflict.errors.contains("is written but not published: the pointer of model m"))
        #expect(try take("--if-absent", "--if-generation", "1").status == 2)
        #expect(try take("--rollback-on-refusal").status == 2)
        for _ in 2...4 { #expect(try take("--keep", "1").status == 0) }
        #expect(try stage.call("ZRANGE", stage.key("models", of: "m"), "0", "-1").texts() == ["3", "4"])
        let fields = try stage.call("HKEYS", stage.key("model", of: "m")).texts()
        #expect(Set(fields.filter { $0.contains(":") }) == ["sha256:3", "by:3", "how:3", "sha256:4", "by:4", "how:4"])
        let audit = try stage.audit("m")
        #expect(audit.map { $0["action"]?.string } == Array(repeating: "publish", count: 6))
        #expect(audit.map { $0["outcome"]?.string } == ["done", "done", "done", "failed", "done", "done"])
        #expect(
            audit.allSatisfy { $0["from"]?.string == "scoreline-trainer" && $0["object"]?.string == "m.safetensors" })
        #expect(
            audit[0]["detail"]?.string == "m version 4 is published" && audit[0]["who"]?.string?.contains("@") == true)
        #expect(audit[3]["detail"]?.string?.contains("the pointer of model m") == true)
    }
}

extension Stage {
    /// The entries of the audit log, the newest first.
    fileprivate func audit(_ model: String) throws -> [JSONValue] {
        let output = try run(["audit", model, "--json"]).output
        return try JSONValue.parse(Array(output.utf8).span)["entries"]?.array ?? []
    }

    fileprivate func run(_ arguments: [String], program: String = "scoreline") throws -> Outcome {
        let process = try start(program, arguments)
        let status = try process.wait()
        return Outcome(status: status, output: process.output, errors: process.errors)
    }
}
