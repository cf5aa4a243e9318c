import Foundation
import JSONBytes
import TestSupport
import Testing

@Suite struct ReportCommandTests {
    private func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> ChildProcess {
        let process = try ChildProcess(try Programs.path(of: "scoreline-trainer"), arguments, folder: folder)
        try process.wait()
        return process
    }

    @Test("A training and an evaluation of its validation rows report the same figures")
    func same() throws {
        let folder = try TemporaryFolder()
        let recipe = """
            name: m
            data: \(Programs.root)/recipes/penguins/penguins.csv
            target: species
            split: {validation: \(folder.path("some.csv"))}
            rounds: 5
            gate: [accuracy >= 0.5]
            card: {purpose: Tell penguins apart.}
            """
        let table = try String(contentsOfFile: Programs.root + "/recipes/penguins/penguins.csv", encoding: .utf8)
        let lines = table.split(separator: "\n")
        let some = lines.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
        try (some.joined(separator: "\n") + "\n").write(
            toFile: folder.path("some.csv"), atomically: false, encoding: .utf8)
        try recipe.write(toFile: folder.path("r.yaml"), atomically: false, encoding: .utf8)
        let model = folder.path("m.safetensors")
        let trained = try run(
            ["train", folder.path("r.yaml"), "--out", model, "--report", folder.path("trained")], folder)
        #expect(try trained.wait() == 0, "\(trained.errors)")
        let evaluated = try run(
            ["evaluate", model, "--data", folder.path("some.csv"), "--report", folder.path("evaluated"), "--json"],
            folder)
        #expect(try evaluated.wait() == 0, "\(evaluated.errors)")

        let bytes = try Array(Data(contentsOf: folder.url.appending(path: "trained/report.json")))
        let document = try JSONValue.parse(bytes.span)
        let printed = Array(evaluated.output.utf8)
        #expect(try Data(contentsOf: folder.url.appending(path: "evaluated/report.json")) == Data(printed))
        let other = try JSONValue.parse(printed.span)
        #expect(document["occasion"]?.string == "training" && other["occasion"]?.string == "evaluation")
        let validation = try #require(document["parts"]?.array?.last)
        #expect(validation["name"]?.string == "validation")
        #expect(validation["metrics"] == other["parts"]?.array?.first?["metrics"])
        #expect(document["gate"]?["passed"]?.boolean == true)
        #expect(document["card"]?["purpose"]?.string == "Tell penguins apart.")
        #expect(document["recipe"]?.string == recipe)
        let importances = try #require(document["importances"]?.array)
        let shares = importances.compactMap { $0["gain_share"]?.number }
        #expect(shares.count == importances.count && abs(shares.reduce(0, +) - 1) < 1e-9)
        #expect(FileManager.default.fileExists(atPath: folder.path("trained/report.html")))
    }

    @Test("A model that the gate refuses is reported, and not written")
    func refused() throws {
        let folder = try TemporaryFolder()
        let recipe = """
            name: m
            data: \(Programs.root)/recipes/penguins/penguins.csv
            target: species
            rounds: 2
            gate: [accuracy > 1]
            """
        try recipe.write(toFile: folder.path("r.yaml"), atomically: false, encoding: .utf8)
        let process = try run(
            ["train", folder.path("r.yaml"), "--out", folder.path("m"), "--report", folder.path("report")], folder)
        #expect(try process.wait() == 1)
        let bytes = try Array(Data(contentsOf: folder.url.appending(path: "report/report.json")))
        let document = try JSONValue.parse(bytes.span)
        #expect(document["gate"]?["passed"]?.boolean == false && document["gate"]?["forced"]?.boolean == false)
        #expect(!FileManager.default.fileExists(atPath: folder.path("m")))
    }
    @Test("A report that can't be written is refused before anything is read")
    func noPlace() throws {
        let folder = try TemporaryFolder()
        let recipe = "name: m\ndata: none.csv\ntarget: species\n"
        try recipe.write(toFile: folder.path("r.yaml"), atomically: false, encoding: .utf8)
        let report = folder.path("none/report")
        let model = Programs.root + "/model_bin/penguins.safetensors"
        for arguments in [
            ["train", folder.path("r.yaml"), "--out", folder.path("m")], ["evaluate", model, "--data", "none.csv"],
        ] {
            let process = try run(arguments + ["--report", report], folder)
            #expect(try process.wait() == 1)
            #expect(process.errors.contains("the folder \(report) can't be made: No such file or directory"))
        }
    }
}
