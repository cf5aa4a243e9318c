import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

@Suite struct TrainerTests {
    private func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> ChildProcess {
        let process = try ChildProcess(
            try Programs.path(of: "scoreline-trainer"), arguments, folder: folder,
            environment: ["SCORELINE_REDIS": "unix://" + folder.path("none.sock")])
        try process.wait()
        return process
    }

    private func json(_ process: ChildProcess) throws -> JSONValue {
        let text = Array(process.output.utf8)
        return try JSONValue.parse(text.span)
    }

    @Test("A recipe becomes a published version, and its file says so to inspect")
    func publish() throws {
        let stage = try Stage()
        let file = stage.server.folder.path("m.safetensors")
        let trained = try stage.run(
            "scoreline-trainer", "train", Programs.root + "/recipes/penguins/recipe-v2.yaml", "--out", file, "--publish"
        )
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(trained.output.contains("penguins version 1 is published"))
        #expect(trained.output.contains("TRIVIAL MODEL"))
        let document = try json(run(["inspect", file, "--json"], stage.server.folder))
        #expect(document["manifest"]?["name"]?.string == "penguins")
        #expect(document["verified"]?.boolean == true)
        let sha256 = try stage.call("HGET", stage.key("model"), "sha256:1").text()
        #expect(sha256 == document["sha256"]?.string)
    }

    @Test("An import without golden rows is shown as unverified")
    func importing() throws {
        let folder = try TemporaryFolder()
        let fixture = Programs.root + "/Tests/ModelImportTests/Fixtures/3.2.0/softprob.json"
        let out = folder.path("m.safetensors")
        let document = try json(run(["import", fixture, "--name", "m", "--out", out, "--json"], folder))
        #expect(document["verified"]?.boolean == false)
        #expect(document["golden_origin"]?.string == "reference")
        #expect(try run(["inspect", out], folder).output.contains("unverified"))
    }

    @Test(
        "A failure has the exit status of the contract and one sentence that names the thing",
        arguments: [
            (["train", "none.yaml"], 2, "none.yaml can't be opened"),
            (["train", "RECIPE"], 2, "r.yaml, line 4: there is no key taget; did you mean target?"),
            (["train", "TABLE"], 1, "t.csv can't be opened"),
            (["train", "USELESS", "--out", "OUT"], 1, "better than a trivial model: logloss is 0.68"),
            (["train", "USELESS", "--out", "OUT", "--force", "--publish"], 3, "is written but not published"),
            (["train", "USELESS", "--out", "OUT", "--force"], 0, ""),
            (["import", "README"], 2, "--name is missing"),
            (["import", "README", "--name", "a b"], 2, "name: \"a b\""),
            (["import", "README", "--name", "m", "--format", "pmml"], 2, "expected xgboost, lightgbm, onnx"),
            (["import", "README", "--name", "m", "--iterations", "5"], 2, "such as 0:50"),
            (["import", "README", "--name", "m", "--out", "OUT"], 1, "this is no model of XGBoost"),
            (["inspect", "README"], 1, "is refused"),
            (["trian"], 2, "trian"),
        ])
    func failures(arguments: [String], status: Int32, sentence: String) throws {
        let folder = try TemporaryFolder()
        let head = "name: m\ndata: t.csv\ntarget: y\n"
        // A feature that tells nothing about its target.
        let table = "x,y\n" + (0..<60).map { "1,\(($0 * 7) % 5 < 2 ? "p" : "q")\n" }.joined()
        let files = [
            "r.yaml": head + "taget: y\n", "n.yaml": head, "u.yaml": head.replacing("t.csv", with: "u.csv"),
            "u.csv": table,
        ]
        for (name, text) in files { try text.write(toFile: folder.path(name), atomically: false, encoding: .utf8) }
        let places = [
            "RECIPE": folder.path("r.yaml"), "TABLE": folder.path("n.yaml"), "USELESS": folder.path("u.yaml"),
            "OUT": folder.path("o.safetensors"), "README": Programs.root + "/README.md",
        ]
        let process = try run(arguments.map { places[$0] ?? $0 }, folder)
        #expect(try process.wait() == status, "\(process.errors)")
        #expect(sentence.isEmpty || process.errors.contains(sentence), "\(process.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.path("o.safetensors")) == arguments.contains("--force"))
    }
}
