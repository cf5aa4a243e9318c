import Foundation
import Testing

@testable import Settings

@Suite struct SettingsLayersTests {
    private static let lanes = Setting<Int>.integer("lanes", default: 4, in: 1...64)

    private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test("Flags override environment, environment overrides the file, the file overrides the default")
    func order() throws {
        try withFile("lanes: 7\n") { path throws in
            let variable = ["SCORELINE_LANES": "5"]
            let config = ["config": path]
            let flag = ["config": path, "lanes": "3"]
            #expect(try SettingsLayers(flags: flag, environment: variable).value(Self.lanes) == 3)
            #expect(try SettingsLayers(flags: config, environment: variable).value(Self.lanes) == 5)
            #expect(try SettingsLayers(flags: config, environment: [:]).value(Self.lanes) == 7)
            #expect(try SettingsLayers(flags: [:], environment: ["SCORELINE_CONFIG": path]).value(Self.lanes) == 7)
            #expect(try SettingsLayers(flags: [:], environment: [:]).value(Self.lanes) == 4)
        }
    }

    @Test("A malformed value names its layer and key and never falls through to the layer below")
    func malformed() throws {
        try withFile("lanes: 0\n") { path in
            let expected = "is not a whole number from 1 to 64"
            #expect(throws: SettingsError("flag --lanes: \"two\" \(expected)")) {
                try SettingsLayers(flags: ["lanes": "two"], environment: [:]).value(Self.lanes)
            }
            #expect(throws: SettingsError("environment variable SCORELINE_LANES: \"\" \(expected)")) {
                try SettingsLayers(flags: ["config": path], environment: ["SCORELINE_LANES": ""]).value(Self.lanes)
            }
            #expect(throws: SettingsError("file \(path), key lanes: \"0\" \(expected)")) {
                try SettingsLayers(flags: ["config": path], environment: [:]).value(Self.lanes)
            }
        }
    }

    @Test(
        "What only another library can check names its layer and key too",
        arguments: [
            ("redis", "http://"), ("prefix", "a{b"), ("redis-password-file", "/nowhere/at/all"), ("redis-user", "me"),
        ])
    func layerOfConnection(name: String, value: String) throws {
        let variable = "SCORELINE_" + name.uppercased().replacing("-", with: "_")
        func check(_ layers: SettingsLayers, _ origin: String) {
            #expect { _ = try ConnectionSettings(layers) } throws: { "\($0)".hasPrefix(origin + ": ") }
        }
        check(try SettingsLayers(flags: [name: value], environment: [variable: "x"]), "flag --\(name)")
        check(try SettingsLayers(flags: [:], environment: [variable: value]), "environment variable \(variable)")
        try withFile("\(name): '\(value)'\n") { path in
            check(try SettingsLayers(flags: ["config": path], environment: [:]), "file \(path), key \(name)")
        }
        #expect(try SettingsLayers(flags: [:], environment: [:]).origin(of: name) == name)
    }

    @Test(
        "A list is refused where one value is meant",
        arguments: ["prefix: [a]", "prefix:\n  - a\n", #"{"prefix": ["a"]}"#])
    func listForOne(text: String) throws {
        try withFile(text) { path in
            let layers = try SettingsLayers(flags: ["config": path], environment: [:])
            #expect(throws: SettingsError("file \(path), key prefix: a list is not a text")) {
                try layers.value(.text("prefix", default: "scoreline"))
            }
            #expect(try layers.value(.optionalText("prefix", takesList: true)) == "a")
        }
    }

    @Test("JSON and YAML files hold the same settings")
    func formats() throws {
        let yaml =
            "---\n# comment\nredis: 'unix:///tmp/a b.sock?db=1'  # trailing\nmodel:\n  - a\n  - \"b\"\nlinger: 2.5\n"
        let json = #"{"redis": "unix:///tmp/a b.sock?db=1", "model": ["a", "b"], "linger": 2.5}"#
        let windows = yaml.split(separator: "\n").joined(separator: "\r\n")
        for text in [yaml, windows, json, "model: [a, b]\nredis: unix:///tmp/a b.sock?db=1\nlinger: 2.5"] {
            try withFile(text) { path in
                let layers = try SettingsLayers(flags: ["config": path], environment: [:])
                #expect(try layers.value(.list("model")) == ["a", "b"])
                #expect(try layers.value(.text("redis", default: "")) == "unix:///tmp/a b.sock?db=1")
                #expect(try layers.value(.milliseconds("linger", default: .zero, in: 0...10)) == .microseconds(2500))
            }
        }
    }

    @Test(
        "A file that can't be used is refused with its place",
        arguments: [
            ("batch_jobs: 5", "there is no key batch_jobs; did you mean batch-jobs?"),
            ("zzzzzz: 5", "there is no key zzzzzz"),
            (String(repeating: "z", count: 100_000) + ": 5", "there is no key " + String(repeating: "z", count: 80)),
            ("lanes: 5\nlanes: 6", "the key lanes stands there twice"),
            ("lanes:\n  deep: 5", "line 2: nested keys are not known here; keys are the flags' names"),
            ("lanes: &a 5", "line 1: a text that YAML does not read as it stands; quote it"),
            ("- 5", "line 1: a list item without a key before it"),
            ("lanes 5", "line 1: expected \"key: value\""),
            ("redis: \"open", "line 1: a quoted text that does not end, or holds quotes or backslashes"),
        ])
    func refusals(text: String, problem: String) throws {
        try withFile(text) { path throws -> Void in
            #expect { _ = try SettingsLayers(flags: ["config": path], environment: [:]) } throws: {
                "\($0)".hasPrefix("file \(path)") && "\($0)".hasSuffix(problem)
            }
        }
    }
}
