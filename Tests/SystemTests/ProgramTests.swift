import Foundation
import Settings
import TestSupport
import Testing

@Suite struct ProgramTests {
    @Test(
        "Without Redis every program ends with 3 and says where it looked",
        arguments: [
            ("scoreline-worker", ["--model", "penguins"]), ("scoreline", ["status", "penguins"]),
            ("scoreline", ["enqueue", "penguins", "{}"]), ("scoreline", ["models", "list"]),
        ])
    func unreachable(program: String, arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let address = "unix://" + folder.path("none.sock")
        let process = try ChildProcess(
            try Programs.path(of: program), arguments, folder: folder, environment: ["SCORELINE_REDIS": address])
        #expect(try process.wait() == 3)
        #expect(process.errors.contains(address) && process.errors.hasPrefix(program), "\(process.errors)")
    }

    @Test("A wrong password is refused by name and never shown")
    func wrongPassword() throws {
        let server = try RedisServer(["--requirepass", "right"])
        let file = server.folder.path("password")
        for (password, code, status) in [("", "NOAUTH", 3), ("wrong", "WRONGPASS", 3), ("right\n", "", 0)] {
            try password.write(toFile: file, atomically: false, encoding: .utf8)
            var arguments = ["status", "penguins", "--redis", server.url]
            if !password.isEmpty { arguments += ["--redis-password-file", file] }
            let process = try ChildProcess(try Programs.path(of: "scoreline"), arguments, folder: server.folder)
            #expect(try process.wait() == Int32(status))
            #expect(code.isEmpty || process.errors.contains(code), "\(process.errors)")
            #expect(!process.errors.contains("wrong-") && !process.errors.contains("right"))
        }
    }

    @Test(
        "A wrong flag, variable or file ends with 2 and names the layer and the key",
        arguments: [
            (["--model", "penguins", "--lanes", "none"], [:], "flag --lanes"),
            (["--model", "penguins"], ["SCORELINE_LEASE": "never"], "environment variable SCORELINE_LEASE"),
            (["--model", "pen guins"], [:], "model name"), ([], [:], "--model"),
            (["--model", "penguins", "--lannes", "2"], [:], "--lannes"),
            (["--model", "penguins", "--redis", "http://x"], [:], "redis"),
            (["--probe", "livez"], [:], "--admin"), (["--probe", "livez"], ["SCORELINE_ADMIN": "[::]:0"], "--admin"),
            (["--probe", "metrics"], [:], "livez"),
        ] as [([String], [String: String], String)])
    func usage(arguments: [String], environment: [String: String], named: String) throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(
            try Programs.path(of: "scoreline-worker"), arguments, folder: folder, environment: environment)
        #expect(try process.wait() == 2)
        #expect(process.errors.contains(named), "\(process.errors)")
    }

    @Test("More lanes than files may be open are refused; a low limit is raised as far as it may be")
    func openFiles() throws {
        let folder = try TemporaryFolder()
        func start(_ limits: String, lanes: Int) throws -> ChildProcess {
            let worker = try Programs.path(of: "scoreline-worker")
            return try ChildProcess(
                "/bin/sh",
                [
                    "-c", "\(limits); exec \(worker) --model penguins --lanes \(lanes) --redis redis://127.0.0.1:1",
                ], folder: folder)
        }
        let refused = try start("ulimit -n 1024", lanes: 512)
        #expect(try refused.wait() == 2)
        #expect(refused.errors.contains("flag --lanes: 512 lanes") && refused.errors.contains("may open 1024"))
        let raised = try start("ulimit -Sn 256", lanes: 100)
        #expect(try raised.wait() == 3, "\(raised.errors)")
    }

    @Test("Every program explains itself", arguments: ["scoreline", "scoreline-worker", "scoreline-trainer"])
    func help(program: String) throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(try Programs.path(of: program), ["--help"], folder: folder)
        #expect(try process.wait() == 0)
        #expect(process.output.contains("USAGE: \(program)"), "\(process.output)")
    }

    @Test(
        "Every program tells the version that everything is shipped under",
        arguments: ["scoreline", "scoreline-worker", "scoreline-trainer"])
    func version(program: String) throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(try Programs.path(of: program), ["--version"], folder: folder)
        #expect(try process.wait() == 0)
        let script = try ChildProcess(Programs.root + "/scripts/version.sh", [], folder: folder)
        #expect(try script.wait() == 0)
        #expect(process.output == ScorelineVersion.text + "\n" && script.output == process.output)
    }

    @Test("The commands of the documents work as they stand there")
    func documents() throws {
        let folder = try TemporaryFolder()
        let bin = URL(filePath: try Programs.path(of: "scoreline")).deletingLastPathComponent().path
        let check = try ChildProcess(
            "/usr/bin/env", ["python3", Programs.root + "/scripts/check-examples.py", bin], folder: folder)
        #expect(try check.wait(upTo: .seconds(1800)) == 0, "\(check.output)\(check.errors)")
    }
}
