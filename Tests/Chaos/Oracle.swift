import Checksum
import Foundation
import JSONBytes
import Synchronization
package import TestSupport

/// Knows what each job must be answered, to the text: it asks `scoreline predict` with the same model files.
package final class Oracle: Sendable {
    /// Outputs as they stand in a result, by checksum of the model file, then template.
    private let outputs: [String: [String]]
    /// What was found about a result's text behind its id, by template.
    private let known = Mutex<[[String: Answer.Content]]>(Array(repeating: [:], count: JobTemplates.count))

    package init(modelFiles: [String], folder: TemporaryFolder) throws {
        var outputs: [String: [String]] = [:]
        let input = folder.path("rows.jsonl")
        let lines = JobTemplates.rows.joined().joined(separator: "\n") + "\n"
        try lines.write(toFile: input, atomically: true, encoding: .utf8)
        for file in modelFiles {
            let output = folder.path("predicted.csv")
            let predict = try ChildProcess(
                try Programs.path(of: "scoreline"), ["predict", file, "--input", input, "--output", output],
                folder: folder)
            guard try predict.wait() == 0 else { throw TestFailure("scoreline predict: \(predict.errors)") }
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
            outputs[SHA256.hex(bytes)] = try Self.outputs(String(contentsOfFile: output, encoding: .utf8))
        }
        self.outputs = outputs
    }

    /// Reads one result.
    package func answer(_ result: String, isLarge: (JobName) -> Bool) -> Answer? {
        let start = #"{"id":""#
        guard result.hasPrefix(start) else { return nil }
        let rest = result.dropFirst(start.utf8.count)
        guard let end = rest.firstIndex(of: "\""), let job = JobName(id: rest[..<end]) else { return nil }
        let tail = String(rest[end...])
        if let content = known.withLock({ $0[job.template][tail] }) { return Answer(job: job, content: content) }
        let content = read(result, tail, job, isLarge(job))
        known.withLock { $0[job.template][tail] = content }
        return Answer(job: job, content: content)
    }

    private func read(_ result: String, _ tail: String, _ job: JobName, _ isLarge: Bool) -> Answer.Content {
        let document: JSONValue
        do { document = try JSONValue.parse(Array(result.utf8).span) } catch {
            return .wrong("it is no JSON: \(error)")
        }
        guard document["status"]?.string == "completed" else {
            return .failed(code: document["error"]?["code"]?.string ?? "no code in \(result.prefix(300))")
        }
        guard let version = document["model_version"]?.string,
            let sha256 = document["parameters"]?["model_sha256"]?.string,
            let attempt = document["parameters"]?["attempt"]?.integer
        else { return .wrong("it lacks a version, a checksum or an attempt: \(result.prefix(300))") }
        guard let expected = outputs[sha256]?[job.template] else { return .wrong("no such model file: \(sha256)") }
        if isLarge {
            // The template's rows repeated: the texts between the brackets begin alike.
            guard let end = expected.range(of: #""data":["#), let found = tail.range(of: #""data":["#),
                tail[found.upperBound...].hasPrefix(expected[end.upperBound...].prefix { $0 != "]" })
            else { return .wrong("large: expected \(expected.prefix(200)), found \(tail.prefix(200))") }
        } else if !tail.contains(expected) {
            return .wrong("expected \(expected), found \(tail)")
        }
        return .scored(version: version, sha256: sha256, attempt: attempt)
    }

    /// The outputs of every template from the table that `predict` wrote.
    private static func outputs(_ table: String) throws -> [String] {
        let lines = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let mark = "probability_"
        guard let header = lines.first, let label = header.firstIndex(of: "label") else {
            throw TestFailure("scoreline predict wrote no column label")
        }
        let columns = header.indices.filter { header[$0].hasPrefix(mark) }
        let names = columns.map { #""\#(header[$0].dropFirst(mark.count))""# }.joined(separator: ",")
        var next = 1
        return JobTemplates.rows.map { rows in
            let mine = lines[next..<next + rows.count]
            next += rows.count
            let labels = mine.map { #""\#($0[label])""# }.joined(separator: ",")
            let numbers = mine.flatMap { line in columns.map { line[$0] } }.joined(separator: ",")
            return #""outputs":[{"name":"label","datatype":"BYTES","shape":[\#(rows.count)],"data":[\#(labels)]},"#
                + #"{"name":"probabilities","datatype":"FP32","shape":[\#(rows.count),\#(columns.count)],"#
                + #""data":[\#(numbers)],"parameters":{"labels":[\#(names)]}}]"#
        }
    }
}
