import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// The gate as `train` shows it, in front of a real Redis.
@Suite struct GateCommandTests {
    /// Recipes over one table, in which `x` tells the class and `z` nothing.
    private struct Bench {
        let stage: Stage
        var file: String { stage.server.folder.path("m.safetensors") }

        init() throws {
            stage = try Stage()
            let rows = (0..<400).map { row in
                // One in ten is told wrongly, so that no model is perfect.
                "\(row % 40),\(row * 7 % 13),\((row % 40 < 20) == (row % 10 != 3) ? "p" : "q")\n"
            }
            try write("t.csv", "x,z,y\n" + rows.joined())
        }

        func write(_ name: String, _ text: String) throws {
            try text.write(toFile: stage.server.folder.path(name), atomically: false, encoding: .utf8)
        }

        func train(_ keys: String, _ arguments: String...) throws -> Stage.Outcome {
            try write("r.yaml", "name: m\ndata: t.csv\ntarget: y\n\(keys)\n")
            let process = try stage.start(
                "scoreline-trainer", ["train", stage.server.folder.path("r.yaml"), "--out", file] + arguments)
            let status = try process.wait()
            return Stage.Outcome(status: status, output: process.output, errors: process.errors)
        }

        func live() throws -> String? { try stage.call("HGET", stage.key("model", of: "m"), "version").text() }
    }

    @Test("A gate that fails writes and publishes nothing and says why; --force does, and everybody can see it")
    func forced() throws {
        let bench = try Bench()
        try bench.write("m.safetensors", "the old one")
        let gate = "gate: [auc >= 0.5, logloss <= 0.001, {max_size: 1 KB}]"
        let refused = try bench.train(gate, "--publish")
        #expect(refused.status == 1, "\(refused)")
        let lines = refused.errors.split(separator: "\n").suffix(3)
        #expect(
            lines.first
                == "scoreline-trainer: the gate refuses the model, so no model was written; change the recipe, or add --force"
        )
        #expect(lines.dropFirst().first?.hasPrefix("logloss <= 0.001: logloss is 0.") == true)
        #expect(lines.last?.hasPrefix("max_size: 1 KB: the model file has ") == true)
        #expect(refused.output.contains("FAILED") && refused.output.contains("passed"))
        #expect(try String(contentsOfFile: bench.file, encoding: .utf8) == "the old one")
        #expect(try bench.live() == nil)

        let json = try bench.train(gate, "--json")
        let document = try JSONValue.parse(Array(json.output.utf8).span)
        #expect(json.status == 1 && document["file"] == nil && document["gate"]?["passed"]?.boolean == false)
        #expect(document["gate"]?["conditions"]?.array?.map { $0["passed"]?.boolean } == [true, true, false, false])

        let forced = try bench.train(gate, "--publish", "--force")
        #expect(forced.status == 0 && forced.output.contains("forced: the model was taken"), "\(forced)")
        #expect(try bench.live() == "1")
        let inspected = try bench.stage.run("scoreline-trainer", "inspect", bench.file)
        #expect(inspected.output.contains("FORCED, 2 of 4 conditions failed: logloss <= 0.001: logloss is "))
        let card = try bench.stage.scoreline("models", "show", "m", "--json")
        #expect(card.output.contains(#""forced":true"#) && card.output.contains(#""how":"force""#), "\(card.output)")
        // Published again from its file it is still what it is.
        #expect(try bench.stage.scoreline("models", "publish", "m", bench.file).status == 0)
        #expect(try bench.stage.call("HGET", bench.stage.key("model", of: "m"), "how:2").text() == "force")
    }

    @Test("A model that is worse than the live one is not published, one that is not worse is")
    func live() throws {
        let bench = try Bench()
        let gate = "gate: [{not_worse_than_live: 0.002}]\npublish: {keep: 1}"
        let first = try bench.train(gate, "--publish")
        #expect(first.status == 0 && first.output.contains("no version is live to compare with"), "\(first)")
        let worse = try bench.train("rounds: 2\n" + gate, "--publish")
        #expect(worse.status == 1 && worse.errors.contains("that of version 1, which is live, is 0."), "\(worse)")
        #expect(try bench.live() == "1")
        let asked = try bench.train("rounds: 2\n" + gate, "--redis", bench.stage.server.url)
        #expect(asked.status == 1, "\(asked)")
        for _ in 2...3 {
            let same = try bench.train(gate, "--publish")
            #expect(same.status == 0 && same.output.contains("which is live, is 0."), "\(same)")
        }
        // The recipe keeps one, and the one before stays.
        #expect(try bench.stage.call("ZRANGE", bench.stage.key("models", of: "m"), "0", "-1").texts() == ["2", "3"])
    }
}
