import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

/// A version goes from one real Redis to another.
@Suite struct PromoteTests {
    /// Staging asks for a password, production is the stage's own.
    private struct Pair {
        let staging: AccessStage
        let production: Stage

        init() throws {
            staging = try AccessStage()
            production = try Stage()
            try staging.stage.publishPenguins()
        }

        func promote(_ arguments: String..., as role: String = "producer") throws -> Stage.Outcome {
            let login = staging.login(role).map { $0.replacing("--redis", with: "--from") }
            let process = try production.start(
                "scoreline",
                ["models", "promote", "penguins", "--from", staging.stage.server.url] + login + arguments)
            let status = try process.wait()
            return Stage.Outcome(status: status, output: process.output, errors: process.errors)
        }

        func live() throws -> String? { try production.call("HGET", production.key("model"), "version").text() }
    }

    private static let otherModel = Programs.root + "/model_bin/diabetes.safetensors"

    @Test("The live version arrives byte for byte, read by a user who may only read, and a second time does nothing")
    func copy() throws {
        let pair = try Pair()
        _ = try pair.production.startWorker()
        let first = try pair.promote("--wait", "60")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.hasPrefix("penguins version 1 is published\n1 worker is READY on version 1"))
        let stored = try pair.production.call("GET", pair.production.key("model:1")).bytes()
        #expect(stored == Array(try Data(contentsOf: URL(filePath: Programs.penguins))))
        let again = try pair.promote("--json", "--if-generation", "1")
        #expect(again.status == 0, "\(again.errors)")
        let document = try JSONValue.parse(Array(again.output.utf8).span)
        #expect(document["published"]?.boolean == false && document["version"]?.integer == 1)
        #expect(document["from_version"]?.integer == 1)
        #expect(try pair.production.count("ZCARD", "models") == 1)
        let card = try pair.production.scoreline("models", "show", "penguins", "--json")
        #expect(card.output.contains(#""how":"promote""#), "\(card.output)")
    }

    @Test("An older version is copied by its number; one that is not there is refused with the place named")
    func older() throws {
        let pair = try Pair()
        let other = try pair.staging.stage.scoreline("models", "publish", "penguins", Self.otherModel)
        #expect(other.status == 0, "\(other.errors)")
        #expect(try pair.promote("--version", "1").status == 0)
        let sha256 = try pair.staging.stage.call("HGET", pair.staging.stage.key("model"), "sha256:1").text()
        #expect(try pair.production.call("HGET", pair.production.key("model"), "sha256:1").text() == sha256)
        let absent = try pair.promote("--version", "9")
        #expect(absent.status == 1 && absent.errors.contains("the source unix:"), "\(absent.errors)")
        #expect(absent.errors.contains("has no version 9"))
        let audit = try pair.production.scoreline("audit", "penguins", "--json").output
        let entries = try #require(try JSONValue.parse(Array(audit.utf8).span)["entries"]?.array)
        #expect(entries.map { $0["object"]?.string } == ["version 9", "version 1"])
        #expect(entries.map { $0["outcome"]?.string } == ["failed", "done"])
    }

    @Test("A source whose bytes are not those that were published there, or no model, changes nothing")
    func damaged() throws {
        let pair = try Pair()
        let staging = pair.staging.stage
        _ = try staging.call("SETRANGE", staging.key("model:1"), "20000", "damage")
        let damaged = try pair.promote()
        #expect(damaged.status == 1 && damaged.errors.contains("have the SHA-256"), "\(damaged.errors)")
        try staging.publishByHand(Array("no model at all".utf8))
        let nonsense = try pair.promote()
        #expect(
            nonsense.status == 1 && nonsense.errors.contains("version 2 of penguins at unix:"), "\(nonsense.errors)")
        #expect(nonsense.errors.contains("is refused and was not published"))
        #expect(try pair.live() == nil)
    }

    @Test("The conditions of a publication hold")
    func conditions() throws {
        let pair = try Pair()
        #expect(try pair.production.scoreline("models", "publish", "penguins", Self.otherModel).status == 0)
        let conflict = try pair.promote("--if-generation", "7")
        #expect(
            conflict.status == 1 && conflict.errors.contains("is at generation 1; expected 7"), "\(conflict.errors)")
        let present = try pair.promote("--if-absent")
        #expect(present.status == 0 && present.output.contains("has a live version already"), "\(present)")
        #expect(try pair.live() == "1")
        #expect(try pair.promote("--if-generation", "1").status == 0)
        #expect(try pair.live() == "2")
    }

    @Test("The model is found under the source's own prefix")
    func prefix() throws {
        let staging = try Stage()
        let production = try Stage()
        let published = try staging.scoreline("models", "publish", "penguins", Programs.penguins, "--prefix", "trial")
        #expect(published.status == 0, "\(published.errors)")
        let without = try production.scoreline("models", "promote", "penguins", "--from", staging.server.url)
        #expect(without.status == 1 && without.errors.contains("no published version"), "\(without.errors)")
        let with = try production.scoreline(
            "models", "promote", "penguins", "--from", staging.server.url, "--from-prefix", "trial")
        #expect(with.status == 0, "\(with.errors)")
    }

    @Test("A source that can't be reached, or is not given, is named by its own flags")
    func unreachable() throws {
        let production = try Stage()
        let gone = try production.scoreline("models", "promote", "penguins", "--from", "unix:///none.sock")
        #expect(gone.status == 3 && gone.errors.contains("check --from"), "\(gone.errors)")
        let missing = try production.scoreline("models", "promote", "penguins")
        #expect(missing.status == 2 && missing.errors.contains("--from is missing"), "\(missing.errors)")
        let plain = try production.scoreline(
            "models", "promote", "penguins", "--from", "redis://h", "--from-ca", "/none.pem")
        #expect(plain.status == 2 && plain.errors.contains("flag --from-ca: TLS needs a URL"), "\(plain.errors)")
    }
}
