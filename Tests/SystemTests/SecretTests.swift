import Foundation
import Redis
import TestSupport
import Testing

@Suite struct SecretTests {
    private static let secret = "xyzzy-4711"

    private static let urls = [
        "redis://ada:SECRET@127.0.0.1:1/0", "redis://:SECRET@127.0.0.1:1", "redis://ada:SECRET@127.0.0.1:port",
        "redis://ada:SECRET@:6379", "redis://ada:SECRET@127.0.0.1:6379/x", "redis://ada:SECRET%zz@127.0.0.1",
        "redis://ada:SECRET@[::1", "redis://ada:SECRET@[::1]x", "rediss+x://ada:SECRET@h", "http://ada:SECRET@h",
        "ada:SECRET@127.0.0.1", "ada:SECRET@redis://127.0.0.1", "unix:///x?db=SECRET", "redis://ada:%FFSECRET@h",
    ]

    private func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], _ folder: TemporaryFolder
    ) throws -> ChildProcess {
        let process = try ChildProcess(
            try Programs.path(of: program), arguments, folder: folder, environment: environment)
        try process.wait()
        return process
    }

    @Test("No program shows the password of a URL that it can't use, wherever the URL came from", arguments: urls)
    func neverShown(template: String) throws {
        let url = template.replacing("SECRET", with: Self.secret)
        let folder = try TemporaryFolder()
        let file = folder.path("c.yaml")
        let json = folder.path("c.json")
        try "redis: \(url)\n".write(toFile: file, atomically: false, encoding: .utf8)
        try "{\"redis\": [\"\(url)\", {}]}".write(toFile: json, atomically: false, encoding: .utf8)
        for process in [
            try run("scoreline", ["status", "--redis", url], folder),
            try run("scoreline", ["doctor", "--config", file], folder),
            try run("scoreline", ["status", "--config", json], folder),
            try run("scoreline-worker", ["--model", "m"], environment: ["SCORELINE_REDIS": url], folder),
        ] { try expectSilence(process) }
    }

    @Test(
        "A URL where none belongs is refused without its password",
        arguments: [
            ("scoreline", ["status", "penguins", "URL"]), ("scoreline", ["status", "--rediss", "URL"]),
            ("scoreline-worker", ["--redis-url=URL"]), ("scoreline-trainer", ["inspect", "m", "URL"]),
            ("scoreline", ["status", "--prefix", "URL"]), ("scoreline", ["status", "URL"]),
        ])
    func misplaced(program: String, arguments: [String]) throws {
        let url = "redis://ada:\(Self.secret)@127.0.0.1:1"
        let folder = try TemporaryFolder()
        try expectSilence(run(program, arguments.map { $0.replacing("URL", with: url) }, folder))
    }

    private func expectSilence(_ process: ChildProcess) throws {
        #expect(try process.wait() != 0)
        let said = process.output + process.errors
        #expect(!said.isEmpty && !said.contains(Self.secret), "\(said)")
    }

    @Test(
        "A file that is no configuration is refused without its texts", arguments: ["redis: !%@", "redis: \"%@", "%@"])
    func badFile(line: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.path("c.yaml")
        try line.replacing("%@", with: "redis://ada:\(Self.secret)@h\n").write(
            toFile: file, atomically: false, encoding: .utf8)
        let process = try run("scoreline", ["status", "--config", file], folder)
        #expect(try process.wait() != 0)
        #expect(!process.errors.contains(Self.secret), "\(process.errors)")
    }

    @Test("A password in a flag is warned of once, in the environment and in a file it is not")
    func warning() throws {
        let server = try RedisServer()
        let folder = server.folder
        let url = "redis://ada:\(Self.secret)@127.0.0.1:1"
        let file = folder.path("password")
        try Self.secret.write(toFile: file, atomically: false, encoding: .utf8)
        let flag = try run("scoreline", ["status", "--redis", url], folder)
        #expect(flag.errors.components(separatedBy: "warning: --redis holds a password").count == 2, "\(flag.errors)")
        let worker = try run("scoreline-worker", ["--model", "m", "--redis=\(url)"], folder)
        #expect(worker.errors.contains("warning: --redis holds a password"))
        for quiet in [
            try run("scoreline", ["status"], environment: ["SCORELINE_REDIS": url], folder),
            try run("scoreline", ["status", "--redis", server.url, "--redis-password-file", file], folder),
            try run("scoreline", ["status", "--redis", "redis://127.0.0.1:1"], folder),
        ] { #expect(!quiet.errors.contains("warning"), "\(quiet.errors)") }
    }
}
