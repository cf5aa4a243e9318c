import Foundation
import JSONBytes
import TestSupport
import Testing

/// Three commands on a table that nobody has seen: new, train --publish, score.
@Suite struct FromNothingTests {
    @Test("A table becomes a published model that scores it, without an edit", arguments: GeneratedTable.all)
    func fromNothing(table: GeneratedTable) throws {
        let stage = try Stage()
        let folder = stage.server.folder
        let data = folder.path(table.file)
        try table.text.write(toFile: data, atomically: false, encoding: .utf8)
        let made = try stage.run(
            "scoreline-trainer", "new", "m", "--data", data, "--target", table.target, "--folder", folder.path("r"))
        #expect(made.status == 0, "\(made.errors)")
        let model = folder.path("m.safetensors")
        let trained = try stage.run(
            "scoreline-trainer", "train", folder.path("r/m/recipe.yaml"), "--out", model, "--publish")
        try #require(trained.status == 0, "\(trained.errors)")

        let worker = try stage.startWorker(models: ["m"])
        let scored = folder.path("scored.csv")
        let score = try stage.scoreline("score", "m", "--input", data, "--output", scored)
        #expect(score.status == 0, "\(score.errors)")
        let predicted = folder.path("predicted.csv")
        try stage.scoreline("predict", model, "--input", data, "--output", predicted)
        let lines = try String(contentsOfFile: scored, encoding: .utf8)
        #expect(lines == (try String(contentsOfFile: predicted, encoding: .utf8)))
        let rows = lines.split(separator: "\n")
        #expect(rows.count == table.rowCount + 1)
        #expect(rows.dropFirst().allSatisfy { $0.hasSuffix(",") }, "the column error is empty")

        let job = try String(contentsOfFile: folder.path("r/m/sample_job.json"), encoding: .utf8)
        try stage.push([job], to: "m")
        #expect(try stage.results(1, of: "m").first?["status"]?.string == "completed")
        #expect(worker.isRunning)
    }

    @Test("new writes nothing where something is, and says what is wrong")
    func refusals() throws {
        let stage = try Stage()
        let folder = stage.server.folder
        try "x,y\n1,a\n2,a\n".write(toFile: folder.path("t.csv"), atomically: false, encoding: .utf8)
        let cases: [([String], Int32, String)] = [
            (["m", "--data", folder.path("none.csv"), "--target", "y"], 1, "none.csv can't be opened"),
            (["m", "--data", folder.path("t.csv"), "--target", "Y"], 2, "did you mean y?"),
            (["m", "--data", folder.path("t.csv"), "--target", "y"], 1, "only the value a"),
            (["m", "--data", folder.path("t.csv"), "--target", "x", "--task", "guess"], 2, "flag --task"),
            (["..", "--data", folder.path("t.csv"), "--target", "x"], 2, "the name"),
            (["m", "--data", folder.path("t.csv")], 2, "--target"),
        ]
        for (arguments, status, sentence) in cases {
            let process = try stage.start("scoreline-trainer", ["new"] + arguments + ["--folder", folder.path("r")])
            #expect(try process.wait() == status, "\(arguments)")
            #expect(process.errors.contains(sentence), "\(process.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("r/m/recipe.yaml")))
    }

    @Test("inspect shows of a table what new would make of it")
    func inspect() throws {
        let stage = try Stage()
        let data = Programs.root + "/recipes/penguins/penguins.csv"
        let shown = try stage.run("scoreline-trainer", "inspect", data, "--target", "species", "--json")
        let document = try JSONValue.parse(Array(shown.output.utf8).span)
        #expect(document["task"]?.string == "multiclass" && document["rows"]?.integer == 344)
        let sex = document["columns"]?.array?.first { $0["name"]?.string == "sex" }
        #expect(sex?["kind"]?.string == "categorical" && sex?["missing"]?.integer == 11)
    }
}
