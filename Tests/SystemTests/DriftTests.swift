import Foundation
import JSONBytes
import ModelFile
import Redis
import ScoringModel
import TestSupport
import Testing

/// Real workers score rows of the penguins' own table, with one feature changed.
@Suite struct DriftTests {
    /// The table four times over, a job for every eight rows.
    private static func jobs(changing change: (inout [String: JSONValue]) -> Void = { _ in }) throws -> [String] {
        let table = try String(contentsOfFile: Programs.root + "/recipes/penguins/penguins.csv", encoding: .utf8)
        let lines = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        var rows = lines.dropFirst().map { line in
            var row: [String: JSONValue] = [:]
            for (name, cell) in zip(lines[0], line) where !["species", "year"].contains(name) {
                let text = String(cell)
                row[String(name)] =
                    text.isEmpty || text == "NA" ? .null : Double(text).map { .number($0) } ?? .string(text)
            }
            change(&row)
            return JSONValue.object(row.map { .init($0, $1) })
        }
        // Not by species, as the table is: whatever jobs a worker takes are like all of them.
        rows = Array(repeatElement(rows, count: 4).joined())
        rows = rows.indices.map { rows[$0 * 501 % rows.count] }
        return stride(from: 0, to: rows.count, by: 8).map { start in
            JSONValue.object([
                .init("id", .string("\(start)")),
                .init("rows", .array(Array(rows[start..<min(start + 8, rows.count)]))),
            ]).line
        }
    }

    private static let rows = 344 * 4

    /// The document of `scoreline drift`, once it has seen all rows of a round.
    private static func document(_ stage: Stage, rows: Int = rows) throws -> JSONValue {
        var document = JSONValue.null
        try eventually("\(rows) rows are told") {
            document = try JSONValue.parse(Array(try stage.scoreline("drift", "penguins", "--json").output.utf8).span)
            return document["rows_scored"]?.integer == rows
        }
        return document
    }

    private static func drifted(_ document: JSONValue) -> [String] {
        document["drifted"]?.array?.compactMap(\.string) ?? []
    }

    @Test("Two workers tell of the one feature that drifted; a new version starts anew")
    func drift() throws {
        let stage = try Stage()
        let workers = try (0..<2).map { _ in
            try stage.startWorker(["--lease", "3", "--batch-jobs", "8", "--admin", "127.0.0.1:0"])
        }
        try stage.publishPenguins(readyWorkers: 2)
        let jobs = try Self.jobs { row in
            if let mass = row["body_mass_g"]?.number { row["body_mass_g"] = .number(mass + 2500) }
        }
        try stage.push(jobs)
        _ = try stage.results(jobs.count)
        let document = try Self.document(stage)
        #expect(Self.drifted(document) == ["body_mass_g"] && document["state"]?.string == "drift")
        let mass = document["features"]?.array?.first { $0["name"]?.string == "body_mass_g" }
        #expect(mass?["state"]?.string == "drift")
        #expect(mass?["reasons"]?.array?.contains(.string("out_of_range")) == true)
        #expect(abs((mass?["mean"]?.number ?? 0) - (mass?["training_mean"]?.number ?? 0) - 2500) < 100)
        #expect((document["sampled_ratio"]?.number ?? 0) > 0.9)

        let status = try stage.scoreline("status", "penguins")
        #expect(status.output.contains("DRIFT: body_mass_g (PSI "), "\(status)")
        let inStatus = try JSONValue.parse(
            Array(try stage.scoreline("status", "penguins", "--json").output.utf8).span)["drift"]
        #expect(inStatus.map(Self.drifted) == ["body_mass_g"])
        let table = try stage.scoreline("drift", "penguins").output
        #expect(
            table.split(separator: "\n").contains { $0.hasPrefix("body_mass_g") && $0.contains("drift") }, "\(table)")
        try metrics(workers)

        try publishAgain(stage)
        let same = try Self.jobs()
        try stage.push(same)
        _ = try stage.results(same.count)
        let anew = try Self.document(stage)
        #expect(Self.drifted(anew).isEmpty && anew["version"]?.integer == 2, "\(anew)")
    }

    /// At least one of two workers scored half of the rows, which are enough for every other feature to be quiet.
    private func metrics(_ workers: [ChildProcess]) throws {
        var told = 0
        for worker in workers {
            let admin = try AdminEndpoint(worker)
            var values: [String: Double] = [:]
            for line in try admin.get("/metrics").body.split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: " ")
                values[String(parts[0])] = parts.last.flatMap { Double($0) }
            }
            let rows = values[#"scoreline_rows_total{model_name="penguins",model_version="1"}"#] ?? 0
            guard Int(rows) >= Self.rows / 2 else { continue }
            told += 1
            let high = values.filter { $0.key.hasPrefix("scoreline_feature_psi{") && $0.value > 0.25 }
            #expect(
                Array(high.keys) == [#"scoreline_feature_psi{feature="body_mass_g",model_name="penguins"}"#],
                "\(values)")
            #expect(values.keys.count { $0.hasPrefix("scoreline_feature_missing_ratio{") } == 6)
            #expect((values[#"scoreline_drifted_features{model_name="penguins"}"#] ?? 0) >= 1)
            #expect((values[#"scoreline_drift_sampled_ratio{model_name="penguins"}"#] ?? 0) > 0.9)
            #expect(values[#"scoreline_score_psi{model_name="penguins"}"#] != nil)
        }
        #expect(told >= 1)
    }

    /// The same model as another file.
    private func publishAgain(_ stage: Stage) throws {
        var model = try ModelFile.decode(Array(Data(contentsOf: URL(fileURLWithPath: Programs.penguins))))
        model.manifest.createdAt = "2026-01-02T00:00:00Z"
        let path = stage.server.folder.path("again.safetensors")
        try Data(ModelFile.encode(model)).write(to: URL(fileURLWithPath: path))
        let published = try stage.scoreline("models", "publish", "penguins", path, "--wait", "60")
        #expect(published.status == 0, "\(published)")
        let nothing = try stage.scoreline("drift", "penguins")
        #expect(nothing.status == 0 && nothing.output.contains("nothing to compare"), "\(nothing)")
    }

    @Test("A feature that is missing, and a category that training never saw, are told apart")
    func missing() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let jobs = try Self.jobs { row in
            row["sex"] = .null
            if row["island"]?.string == "Torgersen" { row["island"] = .string("Atlantis") }
        }
        try stage.push(jobs)
        // What it saw is written when it ends, also after a run that is shorter than a beat.
        #expect(try stage.startWorker(["--once"]).wait() == 0)
        let document = try Self.document(stage)
        #expect(Set(Self.drifted(document)) == ["sex", "island"])
        let features = document["features"]?.array ?? []
        func reasons(_ name: String) -> [String] {
            features.first { $0["name"]?.string == name }?["reasons"]?.array?.compactMap(\.string) ?? []
        }
        #expect(reasons("sex") == ["missing"])
        #expect(reasons("island").contains("unseen"))
    }

    @Test("With --drift off nothing is counted, and a stranger's counts hide nothing else")
    func off() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.push(try Self.jobs())
        #expect(try stage.startWorker(["--once", "--drift", "off"]).wait() == 0)
        let document = try JSONValue.parse(
            Array(try stage.scoreline("drift", "penguins", "--json").output.utf8).span)
        #expect(document["state"]?.isNull == true)

        let seconds = try stage.call("TIME").integer(at: 0)
        let pointer = try stage.scoreline("models", "list", "penguins", "--json").output
        let sha256 = try JSONValue.parse(Array(pointer.utf8).span)["sha256"]?.string ?? ""
        let key = stage.key("drift:\(seconds - seconds % 600)")
        _ = try stage.call("HSET", key, "reference:" + sha256, "{}", "worker:\(sha256):x", "{")
        let refused = try stage.scoreline("drift", "penguins")
        #expect(refused.status == 1 && refused.errors.contains(key), "\(refused)")
        let status = try stage.scoreline("status", "penguins")
        #expect(status.status == 0 && status.output.contains("can't be read: \(key)"), "\(status)")
    }
}
