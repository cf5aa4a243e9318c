import Foundation
import JSONBytes
import TestSupport
import Testing

/// The output of every command with `--json`, of real programs on a real Redis, is what docs/json.md says, field for field.
@Suite struct JSONShapeTests {
    private static var document: JSONDocument {
        get throws {
            try JSONDocument(String(contentsOfFile: Programs.root + "/docs/json.md", encoding: .utf8))
        }
    }

    @Test("Every command with --json has a heading, an example and a table that it agrees with")
    func examples() throws {
        let document = try Self.document
        let folder = try TemporaryFolder()
        var commands: Set<String> = []
        for program in ["scoreline", "scoreline-trainer"] {
            let dump = try ChildProcess(try Programs.path(of: program), ["--experimental-dump-help"], folder: folder)
            #expect(try dump.wait() == 0)
            let help = try JSONValue.parse(Array(dump.output.utf8).span, maximumDepth: 100)
            commands.formUnion(Self.commandsWithJSON(try #require(help["command"]), ""))
        }
        #expect(commands.count > 20)
        // Always JSON, without a flag that says so.
        commands.formUnion(["scoreline results", "scoreline dead export"])
        #expect(Set(document.sections.values.compactMap(\.command)) == commands)
        for section in document.sections.values {
            #expect(section.command == nil || !section.examples.isEmpty, "\(section.title) has no example")
            for example in section.examples {
                var inspection = JSONInspection(document)
                inspection.check(try JSONValue.parse(Array(example.utf8).span), as: section.title)
                #expect(inspection.problems.isEmpty, "\(inspection.problems)")
            }
        }
    }

    private static func commandsWithJSON(_ command: JSONValue, _ path: String) -> [String] {
        let name = (path.isEmpty ? "" : path + " ") + (command["commandName"]?.string ?? "")
        let flags = (command["arguments"]?.array ?? []).flatMap { $0["names"]?.array ?? [] }
        let own = flags.contains { $0["name"]?.string == "json" } ? [name] : []
        return own + (command["subcommands"]?.array ?? []).flatMap { commandsWithJSON($0, name) }
    }

    @Test("Each field of each output is in the document with its type, and each field of the document in an output")
    func outputs() throws {
        let run = try JSONShapeRun(Self.document)
        try run.steer()
        try run.queues()
        try run.score()
        try run.dead()
        try run.models()
        try run.kinds()
        try run.train()
        try run.last()
        #expect(run.inspection.problems.isEmpty, "\(run.inspection.problems.joined(separator: "\n"))")
        #expect(run.inspection.unseen.isEmpty, "\(run.inspection.unseen.joined(separator: "\n"))")
    }
}
