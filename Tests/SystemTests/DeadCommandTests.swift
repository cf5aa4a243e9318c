import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

@Suite struct DeadCommandTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    /// Adds an entry whose values are Lua texts, so that they can hold any byte.
    @discardableResult
    private func add(_ fields: String...) throws -> String {
        let source = "return redis.call('XADD', KEYS[1], '*', \(fields.joined(separator: ",")))"
        return try #require(try stage.call("EVAL", source, "1", stage.key("dead")).text())
    }

    @discardableResult
    private func bury(_ job: String) throws -> String {
        try add("'reason','poison','deliveries','3','length','\(job.utf8.count)','job','\(job)'")
    }

    private func json(_ arguments: String...) throws -> JSONValue {
        let outcome = try run(arguments)
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
        return try JSONValue.parse(Array(outcome.output.utf8).span)
    }

    private func run(_ arguments: String...) throws -> Stage.Outcome { try run(arguments) }

    private func run(_ arguments: [String]) throws -> Stage.Outcome {
        let process = try stage.start("scoreline", ["dead"] + arguments)
        let status = try process.wait()
        return Stage.Outcome(status: status, output: process.output, errors: process.errors)
    }

    @Test("The list is a table, the newest first, and says what it does not show; an empty one says so")
    func list() throws {
        let empty = try run("list", "penguins")
        #expect(empty.status == 0 && empty.output == "No job of penguins was given up.\n")
        #expect(try json("list", "penguins", "--json")["total"]?.integer == 0)
        let first = try bury(#"{"id": "first"}"#)
        let second = try bury(#"{"rows": [], "id": "second"}"#)
        let lines = try run("list", "penguins").output.split(separator: "\n")
        #expect(lines.count == 3 && lines[1].hasPrefix(second) && lines[2].hasPrefix(first), "\(lines)")
        #expect(lines[1].contains("  second  poison           3  28"))
        let one = try run("list", "penguins", "--count", "1")
        #expect(one.output.contains("second") && !one.output.contains("first"))
        #expect(one.output.contains("1 older ones are not shown; --count 2 shows all"))
        let entries = try json("list", "penguins", "--json")["entries"]?.array ?? []
        #expect(entries.map { $0["job_id"]?.string } == ["second", "first"])
        #expect(entries.map { $0["whole"]?.boolean } == [true, true] && entries[0]["length"]?.integer == 28)
        #expect(entries[0]["time"]?.string?.hasSuffix("Z") == true)
    }

    @Test("Foreign bytes reach no terminal as orders, and lack of fields breaks nothing")
    func hostile() throws {
        try add(#"'job','{"id": "\\u001b[2J\\u0085x"}','reason','a\10b\27\255'"#)
        try add("'x','y'")
        let list = try run("list", "penguins")
        #expect(list.status == 0 && !list.output.contains("\u{1B}") && !list.output.contains("\u{85}"))
        #expect(list.output.contains(#"\u{1b}[2J"#) && list.output.contains(#"a\u{a}b"#), "\(list.output)")
        #expect(list.output.split(separator: "\n").count == 3 && list.output.contains("no job"))
        let entries = try json("list", "penguins", "--json")["entries"]?.array ?? []
        #expect(entries.count == 2 && entries[0]["length"]?.isNull == true && entries[0]["kept"]?.isNull == true)
    }

    @Test("show prints the job byte for byte, and beside it what is known")
    func show() throws {
        let id = try bury(#"{"id": "a",  "rows": [ ] }"#)
        let shown = try run("show", "penguins", id)
        #expect(shown.output == #"{"id": "a",  "rows": [ ] }"# + "\n")
        for fact in [id, "poison", "deliveries  3", "bytes       26"] { #expect(shown.errors.contains(fact)) }
        let object = try json("show", "penguins", id, "--json")
        #expect(object["job"]?.string == #"{"id": "a",  "rows": [ ] }"# && object["whole"]?.boolean == true)
        let absent = try run("show", "penguins", "17-3")
        #expect(absent.status == 1 && absent.errors.contains("no entry 17-3 in the dead jobs of penguins"))
        let wrong = try run("show", "penguins", "+")
        #expect(wrong.status == 2 && wrong.errors.contains("no entry's id"))
    }

    @Test("retry moves named entries once, and with --all all but those that were cut")
    func retry() throws {
        let ids = try ["one", "two", "three"].map { try bury($0) }
        #expect(try run("retry", "penguins", ids[1], ids[0]).output == "retried 2\n")
        let again = try run("retry", "penguins", ids[1])
        #expect(again.status == 1 && again.output == "retried 0\n" && again.errors.contains("no entry \(ids[1])"))
        let cut = try add("'length','2000000','job','x'")
        let all = try run("retry", "penguins", "--all")
        #expect(all.status == 1 && all.output == "retried 1\n")
        #expect(all.errors.contains(cut) && all.errors.contains("only 1 of the job's 2000000 bytes were kept"))
        #expect(try stage.call("LRANGE", stage.key("jobs"), "0", "-1").texts() == ["two", "one", "three"])
        let report = try run("retry", "penguins", "--all", "--json")
        let left = try JSONValue.parse(Array(report.output.utf8).span)["left"]?.array ?? []
        #expect(left.count == 1 && left.first?["id"]?.string == cut && report.status == 1)
        #expect(try stage.count("XLEN", "dead") == 1)
    }

    @Test("discard removes named entries, and with --all all")
    func discard() throws {
        let ids = try (0..<205).map { try bury("job \($0)") }
        #expect(try run("discard", "penguins", ids[3]).output == "discarded 1\n")
        let again = try run("discard", "penguins", ids[3], ids[4])
        #expect(again.status == 1 && again.output == "discarded 1\n" && again.errors.contains(ids[3]))
        #expect(try json("discard", "penguins", "--all", "--json")["discarded"]?.integer == 203)
        #expect(try stage.count("XLEN", "dead") == 0)
        #expect(try run("discard", "penguins", "--all").status == 0)
    }

    @Test("Nothing is taken for all but the word on the command line", arguments: ["retry", "discard"])
    func explicit(command: String) throws {
        let id = try bury("job")
        let process = try stage.start(
            "scoreline", ["dead", command, "penguins"], environment: ["SCORELINE_ALL": "true"])
        #expect(try process.wait() == 2 && process.errors.contains("--all"))
        #expect(try run(command, "penguins", id, "--all").status == 2)
        #expect(try run(command, "penguins", id, "*").status == 2)
        #expect(try stage.count("XLEN", "dead") == 1)
    }

    @Test("export writes every entry with its whole job, whatever its bytes, and removes none")
    func export() throws {
        let long = String(repeating: "x", count: 700_000)
        let (text, binary) = (try bury(long), try add(#"'length','4','job','\0\255a\200'"#))
        try add("'x','y'")
        let path = stage.server.folder.path("dead.ndjson")
        #expect(try run("export", "penguins", "--output", path).output.isEmpty)
        let written = try String(contentsOfFile: path, encoding: .utf8)
        #expect(try run("export", "penguins", "--output", "-").output == written)
        let entries = try written.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8).span) }
        #expect(entries.map { $0["id"]?.string }.prefix(2) == [text, binary] && entries.count == 3)
        #expect(entries[0]["job"]?.string == long && entries[0]["job_base64"] == nil)
        #expect(Data(base64Encoded: entries[1]["job_base64"]?.string ?? "") == Data([0, 255, 97, 200]))
        #expect(entries[2]["job"] == nil && entries[2]["job_base64"] == nil)
        #expect(try run("export", "penguins").status == 2)

        _ = try stage.call("SET", stage.key("dead"), "x")
        let refused = try run("export", "penguins", "--output", path)
        #expect(refused.status == 1 && refused.errors.contains("the key \(stage.key("dead")) "))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == written)
    }
}
