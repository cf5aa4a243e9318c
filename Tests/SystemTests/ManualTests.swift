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
        #expect(try check.wait(upTo: .seconds(1800)) == 0, "\(check.output)\(check.errors)")
    }

    @Test("A shell completes models by what Redis has, and offers none where Redis is away")
    func models() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.publishPenguins(as: "other")
        let script = stage.server.folder.path("scoreline.bash")
        let written = try stage.scoreline("--generate-completion-script", "bash")
        try written.output.write(toFile: script, atomically: false, encoding: .utf8)
        // What bash does for the tab key.
        let tab = """
            source \(script); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            _scoreline scoreline "${@: -1}" "${@: -2:1}"; printf '%s\\n' "${COMPREPLY[@]}"
            """
        func offered(_ words: [String], at url: String) throws -> [String] {
            let bash = try ChildProcess(
                "/bin/bash", ["-c", tab, "bash", "scoreline"] + words, folder: stage.server.folder,
                environment: ["SCORELINE_REDIS": url, "PATH": "\(try Self.programs):/usr/bin:/bin"])
            #expect(try bash.wait() == 0, "\(bash.errors)")
            return bash.output.split(separator: "\n").map { String($0) }
        }
        // Redis has half a second for it, which a busy machine may need more than once.
        try eventually("models are offered") { try offered(["status", ""], at: stage.server.url).contains("penguins") }
        try eventually("those that begin so are offered") {
            try offered(["models", "publish", "pe"], at: stage.server.url) == ["penguins"]
        }
        let away = "unix://" + stage.server.folder.path("none.sock")
        #expect(try !offered(["status", ""], at: away).contains("penguins"))
        try eventually("those of the Redis that is named are offered") {
            try offered(["status", "--redis", stage.server.url, "pe"], at: away) == ["penguins"]
        }
    }
}
