import Foundation
import TestSupport
import Testing

@Suite struct ManualTests {
    private static var programs: String {
        get throws { URL(filePath: try Programs.path(of: "scoreline")).deletingLastPathComponent().path }
    }

    @Test("Every command has a manual page and completions, in which the programs that read them find no fault")
    func pages() throws {
        let folder = try TemporaryFolder()
        let check = try ChildProcess(
            "/usr/bin/env", ["python3", Programs.root + "/scripts/check-manuals.py", try Self.programs], folder: folder)
        #expect(try check.wait(upTo: .seconds(600)) == 0, "\(check.output)\(check.errors)")
    }

    @Test("A shell completes models by what Redis has, and offers none where Redis is away")
    func models() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.publishPenguins(as: "other")
        let script = stage.server.folder.path("scoreline.fish")
        let written = try stage.scoreline("--generate-completion-script", "fish")
        try written.output.write(toFile: script, atomically: false, encoding: .utf8)
        func offered(_ line: String, at url: String) throws -> [String] {
            let fish = try ChildProcess(
                "/usr/bin/fish", ["-i", "-c", "source \(script); complete -C '\(line)'"], folder: stage.server.folder,
                environment: [
                    "SCORELINE_REDIS": url, "PATH": "\(try Self.programs):/usr/bin:/bin",
                    "HOME": stage.server.folder.url.path, "XDG_CONFIG_HOME": stage.server.folder.url.path,
                ])
            #expect(try fish.wait() == 0, "\(fish.errors)")
            return fish.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
        }
        #expect(try offered("scoreline status ", at: stage.server.url).contains("penguins"))
        #expect(try offered("scoreline models publish pe", at: stage.server.url) == ["penguins"])
        let away = "unix://" + stage.server.folder.path("none.sock")
        #expect(try !offered("scoreline status ", at: away).contains("penguins"))
        #expect(try offered("scoreline status --redis \(stage.server.url) pe", at: away) == ["penguins"])
    }
}
