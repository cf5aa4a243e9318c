import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// Runs the commands in all the situations in which their fields come and go.
final class JSONShapeRun {
    private let stage: Stage
    private(set) var inspection: JSONInspection

    init(_ document: JSONDocument) throws {
        stage = try Stage()
        inspection = JSONInspection(document)
        _ = try stage.startWorker(["--lease", "1"])
        try stage.publishPenguins(readyWorkers: 1)
    }

    private func path(_ name: String) -> String { stage.server.folder.path(name) }

    private func write(_ text: String, _ name: String) throws -> String {
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
        return path(name)
    }

    /// Runs the command of the heading's own words, and holds each line of its output against that heading, or the headings
    /// that `lines` names.
    @discardableResult
    private func check(
        _ title: String, _ arguments: [String] = [], status: Int32 = 0, lines: [String]? = nil, input: String? = nil
    ) throws -> [JSONValue] {
        let words = title.split(separator: " ").prefix { $0 == $0.lowercased() && !$0.hasPrefix("-") }.map {
            String($0)
        }
        let hasFlag = !["scoreline results", "scoreline dead export"].contains(words.joined(separator: " "))
        var path = "/dev/null"
        if let input { path = try write(input, "input-\(UUID().uuidString)") }
        let process = try stage.start(
            words[0], words.dropFirst() + arguments + (hasFlag ? ["--json"] : []), input: path)
        #expect(try process.wait() == status, "\(title) \(arguments): \(process.errors)")
        let documents = try process.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8).span) }
        let titles = lines ?? documents.map { _ in title }
        #expect(documents.count == titles.count && !documents.isEmpty, "\(title): \(process.output)\(process.errors)")
        for (document, title) in zip(documents, titles) { inspection.check(document, as: title) }
        return documents
    }

    // MARK: Parts

    func steer() throws {
        try check("scoreline pause", ["penguins"])
        try check("scoreline resume", ["penguins"])
        try check("scoreline audit", ["penguins"])
        try check("scoreline doctor", status: 1)
        try check("scoreline drift MODEL", ["penguins"])
    }

    func queues() throws {
        try check(
            "scoreline enqueue", ["penguins"], input: penguinJobs(2).joined(separator: "\n") + "\n{\"rows\": []}\n")
        try check("scoreline enqueue", ["penguins"], input: "")
        try eventually("all jobs are answered") { try self.stage.count("LLEN", "results") == 3 }
        try check("scoreline results", ["penguins"])
        try stage.push([#"{"id": "t", "rows": [{"sex": "male"}], "options": {"outputs": "all"}}"#])
        try eventually("the job is answered") { try self.stage.count("LLEN", "results") == 1 }
        try check("scoreline bench drain", ["penguins", "--jobs", "50"])
        try check("scoreline bench latency", ["penguins", "--rate", "50", "--seconds", "0.5"])
        try check("scoreline bench engine", [Programs.penguins, "--batch", "1", "--runs", "1", "--seconds", "0.01"])
    }

    func score() throws {
        let table = Programs.root + "/recipes/penguins/penguins.csv"
        let output = path("scored.csv")
        try check("scoreline score", ["penguins", "--input", table, "--output", output])
        try check("scoreline predict", [Programs.penguins, "--input", table, "--output", output])
        // Drift is told in beats; enough rows come in one go, and every feature is compared.
        for _ in 0..<4 { try stage.scoreline("score", "penguins", "--input", table, "--output", output) }
        try eventually("the rows are compared") {
            let status = try self.stage.scoreline("drift", "penguins", "--json").output
            return try JSONValue.parse(Array(status.utf8).span)["rows"]?.integer ?? 0 > 1000
        }
        try check("scoreline drift MODEL", ["penguins"])
        try check("scoreline status MODEL", ["penguins"])
        _ = try stage.call("SET", stage.key("model", of: "broken"), "x")
        _ = try stage.call("CONFIG", "SET", "maxmemory", "1mb")
        try check("scoreline status", status: 1)
        try check("scoreline models list", status: 1)
        _ = try stage.call("CONFIG", "SET", "maxmemory", "0")
        _ = try stage.call("DEL", stage.key("model", of: "broken"))
        for key in try stage.call("KEYS", stage.key("drift:*")).texts() { _ = try stage.call("SET", key, "x") }
        try check("scoreline status MODEL", ["penguins"])
        for key in try stage.call("KEYS", stage.key("drift:*")).texts() { _ = try stage.call("DEL", key) }
    }

    func dead() throws {
        func bury(_ fields: String...) throws -> String {
            try stage.call("XADD", [stage.key("dead"), "*"] + fields).text() ?? ""
        }
        let text = try bury("reason", "poison", "deliveries", "3", "length", "2", "job", "{}")
        let cut = try bury("length", "2000000", "job", "x")
        let source = #"return redis.call('XADD', KEYS[1], '*', 'length', '2', 'job', '\0\255')"#
        let binary = try stage.call("EVAL", source, "1", stage.key("dead")).text() ?? ""
        try check("scoreline dead list", ["penguins"])
        for id in [text, binary] { try check("scoreline dead show", ["penguins", id]) }
        try check("scoreline dead export", ["penguins", "--output", "-"])
        try check("scoreline dead retry", ["penguins", cut, "17-3"], status: 1)
        try check("scoreline dead discard", ["penguins", "--all"])
    }

    func models() throws {
        try check("scoreline models list MODEL", ["penguins"])
        try check("scoreline models show", ["penguins"])
        let rollout = "What the workers made of it"
        let publish = "scoreline models publish"
        try check(publish, ["penguins", Programs.penguins, "--wait", "60"], lines: [publish, rollout])
        try check(publish, ["penguins", Programs.penguins, "--if-absent"])
        try check(
            "scoreline models rollback", ["penguins", "--wait", "60"], lines: ["scoreline models rollback", rollout])
        try check("scoreline models show", ["penguins", "2"])
        try check("scoreline models wait", ["penguins"], lines: [rollout])
        try check(
            "scoreline models wait", ["penguins", "--version", "9", "--timeout", "0"], status: 1, lines: [rollout])
        try check("scoreline models prune", ["penguins", "--keep", "1"])
        let staging = try Stage()
        try staging.publishPenguins()
        try check(
            "scoreline models promote", ["penguins", "--from", staging.server.url, "--wait", "60"],
            lines: ["scoreline models promote", rollout])
        // Room for the small model, not for the other one.
        _ = try stage.startWorker(["--memory-budget", "300000"], models: ["m"])
        let small = Programs.root + "/model_bin/diabetes.safetensors"
        try check(publish, ["m", small, "--wait", "60"], lines: [publish, rollout])
        try check(
            publish, ["m", Programs.penguins, "--wait", "60", "--rollback-on-refusal"], status: 1,
            lines: [publish, rollout])
    }

    /// Files of all kinds, and the versions made of them.
    func kinds() throws {
        let fixtures = Programs.root + "/Tests/ModelImportTests/Fixtures/"
        let linear = path("linear.safetensors")
        let golden = try write(Self.golden(fixtures + "3.2.0/linear.expected.json"), "golden.csv")
        try check(
            "scoreline-trainer import",
            [fixtures + "3.2.0/linear.json", "--name", "linear", "--out", linear, "--golden", golden])
        let pipeline = path("pipeline.safetensors")
        try check(
            "scoreline-trainer import", [fixtures + "onnx/bagging.onnx", "--name", "pipeline", "--out", pipeline])
        for file in [linear, pipeline] { try check("scoreline-trainer inspect MODEL", [file]) }
        let trips = path("trips.safetensors")
        try Data(TripModel.file()).write(to: URL(fileURLWithPath: trips))
        let calibrated = path("calibrated.safetensors")
        let recipe = try write(
            """
            name: calibrated
            data: \(Programs.root)/recipes/breast_cancer/breast_cancer.csv
            target: diagnosis
            positive: malignant
            calibration: platt
            rounds: 3
            """, "calibrated.yaml")
        try check("scoreline-trainer train", [recipe, "--out", calibrated])
        for file in [linear, pipeline, trips, calibrated] {
            let model = String(file.split(separator: "/").last?.split(separator: ".").first ?? "")
            try stage.scoreline("models", "publish", model, file)
            try check("scoreline models show", [model])
        }
    }

    /// The rows and margins of a fixture, which holds the bits of its numbers.
    private static func golden(_ path: String) throws -> String {
        let fixture = try JSONValue.parse(Array(Data(contentsOf: URL(fileURLWithPath: path))).span)
        func cells(_ name: String) -> [[String]] {
            (fixture[name]?.array ?? []).map { row in
                (row.string ?? "").split(separator: " ").map { bits in
                    let number = Float(bitPattern: UInt32(bits, radix: 16) ?? 0)
                    return number.isNaN ? "" : "\(number)"
                }
            }
        }
        let rows = zip(cells("rows"), cells("margins")).map { ($0 + $1).joined(separator: ",") }
        return "width,colour,größe,small,large,margin\n" + rows.joined(separator: "\n") + "\n"
    }

    func train() throws {
        let root = Programs.root
        let recipe = try write(
            """
            name: small
            data: \(root)/recipes/penguins/penguins.csv
            target: species
            features: {exclude: [year]}
            rounds: 3
            gate: ["accuracy >= 0.1"]
            """, "recipe.yaml")
        let out = path("small.safetensors")
        try check("scoreline-trainer train", [recipe, "--out", out, "--publish", "--wait", "0"], status: 1)
        try check("scoreline-trainer train", [recipe, "--out", out, "--publish", "--if-absent"])
        let linear = try write(
            """
            name: linear
            data: \(root)/recipes/diabetes/diabetes.csv
            target: progression
            features: {exclude: [sex]}
            parameters: {booster: gblinear}
            rounds: 3
            gate: ["r2 >= 2"]
            """, "linear.yaml")
        try check("scoreline-trainer train", [linear, "--out", path("refused.safetensors")], status: 1)
        try check("scoreline-trainer train --check", [recipe, "--out", out, "--check"])
        try check("scoreline-trainer inspect MODEL", [out, "--layout"])
        let table = root + "/recipes/penguins/penguins.csv"
        try check("scoreline-trainer inspect TABLE", [table, "--target", "species"])
        try check(
            "scoreline-trainer new", ["small", "--data", table, "--target", "species", "--folder", path("recipes")])
        try check("scoreline-trainer evaluate", [out, "--data", table])
    }

    func last() throws {
        try check("scoreline workers drain", ["penguins", "--all"])
    }
}
