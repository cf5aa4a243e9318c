import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// The prediction log of real workers, read back by Python, held against its schema and joined with the results.
@Suite struct PredictionLogTests {
    private static let schema = Programs.root + "/docs/prediction-log.schema.json"
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private static let readStream = """
        local events = {}
        for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
            assert(#entry[2] == 2 and entry[2][1] == 'event')
            events[#events + 1] = entry[2][2]
        end
        return events
        """

    /// Jobs whose ids are made to break lines, some of whose rows fail, and that fail as a whole.
    private static let jobs: [String] =
        [
            #"a\nb"#, #"\u0000\u001f\u007f"#, #"\"quoted\" \\ back"#, "é 漢字 😀 \u{2028}\u{85}", #"\ud83d\ude00"#,
            #"{\"job_id\": 1}"#, String(repeating: "x", count: 512), " ", #"\t\r"#,
        ].map {
            #"{"id": "\#($0)", "rows": [{"island": "Biscoe", "body_mass_g": 5100}, {"none": 1}, {"sex": "male"}]}"#
        }
        + [
            #"{"id": "traced", "traceparent": "\#(trace)", "rows": [{"sex": "male"}]}"#,
            #"{"id": "forged", "traceparent": "\#(trace.replacing("-01", with: "-0g"))", "rows": [{"sex": "male"}]}"#,
            #"{"id": "no text", "traceparent": {"a": [1, 2]}, "rows": [{"sex": "male"}]}"#,
            #"{"id": "asked", "outputs": ["margin", "label"], "rows": [{"sex": "male"}]}"#,
            #"{"id": "columns", "features": ["sex", "island"], "rows": [["male", null], ["male"], [null, "Dream"]]}"#,
            #"{"id": "failed", "rows": [{"sex": "male"}], "expires_at": "2020-01-01T00:00:00Z"}"#, "no JSON",
        ]

    /// What Python says of logs and results: the number of records, all valid, each equal to its row of the results.
    private func records(_ logs: [String], of results: [JSONValue], in folder: TemporaryFolder) throws -> Int {
        let path = folder.path("results-\(UUID().uuidString)")
        try results.map(\.line).joined().write(toFile: path, atomically: false, encoding: .utf8)
        let checker = Programs.root + "/Tests/TestSupport/Python/prediction_log.py"
        let output = try TrainingPython.run([checker, Self.schema, path] + logs, in: folder)
        return try #require(Int(output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    private func lines(_ path: String) throws -> [JSONValue] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try JSONValue.parse(Array($0.utf8).span)
        }
    }

    /// Runs a worker until nothing is pending; gives the file of its log.
    private func log(of stage: Stage, _ arguments: [String], to sink: String, models: [String] = ["penguins"]) throws
        -> String
    {
        let file = stage.server.folder.path("log-\(UUID().uuidString)")
        let place = sink == "file" ? "file:\(file)" : sink
        let worker = try stage.startWorker(
            ["--once", "--prediction-log", place] + arguments, models: models, lanes: 2)
        #expect(try worker.wait() == 0, "\(worker.errors)")
        switch sink {
        case "stdout": return worker.standardOutput.path
        case "redis":
            var text = ""
            for model in models {
                let entries = try stage.call("EVAL", Self.readStream, "1", stage.key("predictions", of: model))
                text += try entries.texts().map { $0 + "\n" }.joined()
            }
            try text.write(toFile: file, atomically: false, encoding: .utf8)
        default: break
        }
        return file
    }

    @Test(
        "Every sink has one record for each row that was scored, equal to its result",
        arguments: ["stdout", "file", "redis"])
    func sinks(sink: String) throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.push(Self.jobs + penguinJobs(3000))
        let file = try log(of: stage, [], to: sink)
        let results = try stage.takeResults()
        #expect(results.count == Self.jobs.count + 3000)
        // Two rows of each hostile id, one of four jobs, two of the columns.
        #expect(try records([file], of: results, in: stage.server.folder) == 9 * 2 + 4 + 2 + 3000)
        let traced = try lines(file).filter { $0["traceparent"] != nil }
        #expect(traced.map { $0["data"]?["job_id"]?.string } == ["traced"])
        #expect(traced.first?["traceparent"]?.string == Self.trace)
    }

    @Test("Each kind of model answers in the log what it answers in results, several in one file")
    func models() throws {
        let stage = try Stage()
        let rows = [
            "penguins": #"{"sex": "male"}"#, "breast_cancer": #"{"mean_radius": 14.5}"#,
            "diabetes": #"{"bmi": 31.2, "blood_pressure": 90}"#,
        ]
        for (model, row) in rows {
            let file = Programs.root + "/model_bin/\(model).safetensors"
            #expect(try stage.scoreline("models", "publish", model, file).status == 0)
            try stage.push((0..<200).map { #"{"id": "\#($0)", "rows": [\#(row), \#(row)]}"# }, to: model)
        }
        let file = try log(of: stage, ["--prediction-log-features"], to: "file", models: rows.keys.sorted())
        let results = try rows.keys.flatMap { try stage.takeResults(of: $0) }
        #expect(try records([file], of: results, in: stage.server.folder) == 1200)
        let events = try lines(file)
        let diabetes = events.first { $0["subject"]?.string == "diabetes/1" }?["data"]
        #expect(diabetes?["score"]?.number != nil && diabetes?["features"]?["bmi"]?.number == 31.2)
        #expect(diabetes?["features"]?["age"]?.isNull == true)
        let penguin = events.first { $0["subject"]?.string == "penguins/1" }?["data"]
        #expect(penguin?["features"]?["sex"]?.string == "male")
    }

    @Test("The n best classes are in the log where that is asked for, and no features unless they are")
    func classes() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.push(penguinJobs(10))
        let events = try lines(log(of: stage, ["--prediction-log-classes", "2"], to: "stdout"))
        #expect(events.count == 10)
        for event in events {
            let probabilities = event["data"]?["probabilities"]?.object ?? []
            #expect(probabilities.count == 2 && probabilities.first?.name == event["data"]?["label"]?.string)
            #expect(event["data"]?["features"] == nil)
        }
    }

    @Test("A file ends at its size, and the newest records are in the files that are kept")
    func rotation() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.push(penguinJobs(2000))
        let file = try log(
            of: stage, ["--prediction-log-file-bytes", "65536", "--prediction-log-files", "3"], to: "file")
        var kept: [String] = []
        for path in [file + ".2", file + ".1", file] {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            #expect((1...65_536).contains(size))
            kept += try lines(path).compactMap { $0["data"]?["job_id"]?.string }
        }
        #expect(!FileManager.default.fileExists(atPath: file + ".3"))
        #expect(Set(kept).count == kept.count && kept.count < 2000)
    }

    @Test("Two workers choose the same rows for a sample, and the join says so")
    func sample() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let jobs = (0..<400).map {
            #"{"id": "job \#($0)", "rows": [{"sex": "male"}, {"sex": "female"}, {"island": "Dream"}]}"#
        }
        var chosen: [Set<String>] = []
        for _ in 0..<2 {
            try stage.push(jobs)
            let events = try lines(log(of: stage, ["--prediction-log-sample", "0.25"], to: "file"))
            chosen.append(
                Set(events.map { "\($0["data"]?["job_id"]?.string ?? "") \($0["data"]?["row"]?.integer ?? -1)" }))
        }
        // Four standard deviations of 1200 draws around 300.
        #expect(chosen[0] == chosen[1] && (240...360).contains(chosen[0].count))
    }

    @Test("A pipe that nobody empties costs records, which are counted, and no scores")
    func stalledPipe() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let pipe = stage.server.folder.path("pipe")
        let made = unsafe mkfifo(pipe, 0o600)
        #expect(made == 0)
        // Both ends, so that it is open, and not read until all is scored.
        let descriptor = unsafe open(pipe, O_RDWR | O_NONBLOCK)
        defer { close(descriptor) }
        let worker = try stage.startWorker([
            "--prediction-log", "file:\(pipe)", "--prediction-log-buffer", "65536", "--admin", "127.0.0.1:0",
        ])
        let endpoint = try AdminEndpoint(worker)
        try stage.push(penguinJobs(5000))
        #expect(try tally(stage.results(5000)).distinct == 5000)
        try eventually("drops are counted") { try endpoint.count("scoreline_prediction_log_dropped_rows_total") > 0 }

        var read: [UInt8] = []
        func takePiece() -> Bool {
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            read += piece.prefix(max(0, count))
            return count > 0
        }
        try eventually("what was kept is written") {
            while takePiece() {}
            return try endpoint.count("scoreline_prediction_log_rows_total")
                + endpoint.count("scoreline_prediction_log_dropped_rows_total") == 5000
        }
        // What came between the last piece and the count.
        while takePiece() {}
        let text = String(decoding: read, as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        let events = try text.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8).span) }
        #expect(try events.count == endpoint.count("scoreline_prediction_log_rows_total"))
        #expect(worker.errors.contains("the prediction log dropped"))
    }

    @Test("A pipe that nobody empties does not hold up a stop")
    func stalledStop() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let pipe = stage.server.folder.path("pipe")
        let made = unsafe mkfifo(pipe, 0o600)
        #expect(made == 0)
        let descriptor = unsafe open(pipe, O_RDWR | O_NONBLOCK)
        defer { close(descriptor) }
        try stage.push(penguinJobs(5000))
        let worker = try stage.startWorker(["--once", "--drain-timeout", "3", "--prediction-log", "file:\(pipe)"])
        #expect(try worker.wait() == 0)
        #expect(worker.errors.contains("the prediction log dropped"))
        #expect(try tally(stage.takeResults()).distinct == 5000)
    }

    @Test("A stream that Redis refuses costs records until it is mended")
    func refusedStream() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        _ = try stage.call("SET", stage.key("predictions"), "no stream")
        let worker = try stage.startWorker(["--prediction-log", "redis", "--admin", "127.0.0.1:0"])
        let endpoint = try AdminEndpoint(worker)
        try stage.push(penguinJobs(20))
        #expect(try tally(stage.results(20)).distinct == 20)
        try eventually("the drops are counted") {
            try endpoint.count("scoreline_prediction_log_dropped_rows_total") == 20
        }
        try eventually("and told") { worker.errors.contains("must be removed") }
        _ = try stage.call("DEL", stage.key("predictions"))
        try stage.push(penguinJobs(20, prefix: "later"))
        try eventually("records are written again") { try stage.count("XLEN", "predictions") == 20 }
    }

    @Test("A stream keeps about as many records as it is told")
    func streamLength() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.push(penguinJobs(3000))
        _ = try log(of: stage, ["--prediction-log-length", "500"], to: "redis")
        // Redis drops whole nodes, of a hundred entries by default.
        #expect(try (500...600).contains(stage.count("XLEN", "predictions")))
    }

    @Test("A log that can't be written at all is said before a job is claimed")
    func refusals() throws {
        let stage = try Stage()
        for (place, expected) in [
            ("file:/no/such/folder/log", "flag --prediction-log: /no/such/folder/log can't be opened"),
            ("syslog", "is not off, stdout, redis or file:PATH"), ("file:", "is not off, stdout, redis or file:PATH"),
        ] {
            let worker = try stage.startWorker(["--prediction-log", place])
            #expect(try worker.wait() == 2)
            #expect(worker.errors.contains(expected), "\(worker.errors)")
        }
        let closed = try ChildProcess(
            "/bin/sh",
            ["-c", "exec \"$0\" --model penguins --prediction-log stdout >&-", Programs.path(of: "scoreline-worker")],
            folder: stage.server.folder, environment: ["SCORELINE_REDIS": stage.server.url])
        #expect(try closed.wait() == 2)
        #expect(closed.errors.contains("standard output is closed"))
    }

    @Test("The document's examples join a log with results")
    func examples() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.push(penguinJobs(5))
        let log = try log(of: stage, [], to: "file")
        let folder = stage.server.folder
        let results = folder.path("results.ndjson")
        try stage.takeResults().map(\.line).joined().write(
            toFile: results, atomically: false, encoding: .utf8)
        let joined = try TrainingPython.run(
            [Programs.root + "/docs/examples/join_predictions.py", log, results], in: folder)
        let table = joined.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(table.count == 6 && table.dropFirst().allSatisfy { $0[3] == $0[4] && $0[5] == "1" })

        let document = try String(contentsOfFile: Programs.root + "/docs/prediction-log.md", encoding: .utf8)
        let blocks = document.split(separator: "```sh\n").dropFirst().compactMap { $0.split(separator: "\n```").first }
        let queries = blocks.flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("jq ") }.map(String.init)
        #expect(queries.count == 2)
        for query in queries {
            let shell = try ChildProcess(
                "/bin/sh", ["-c", query.replacing("predictions.ndjson", with: log)], folder: folder)
            #expect(try shell.wait() == 0 && !shell.output.isEmpty, "\(query): \(shell.errors)")
        }
    }
}

extension AdminEndpoint {
    /// A counter's value, added up over its series.
    fileprivate func count(_ name: String) throws -> Int {
        try get("/metrics").body.split(separator: "\n").filter { $0.hasPrefix(name + "{") }.reduce(0) {
            $0 + Int(Double($1.split(separator: " ").last ?? "") ?? 0)
        }
    }
}
