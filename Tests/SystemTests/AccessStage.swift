import Foundation
import Redis
import TestSupport

/// A stage whose Redis has the users of `docs/examples/users.acl`; the stage's own connection may do everything.
final class AccessStage {
    let stage: Stage
    private let folder: TemporaryFolder
    private static let password = "cHaNgEd-42"

    /// The roles for every model, or for one.
    init(model: String? = nil, _ redisArguments: [String] = []) throws {
        folder = try TemporaryFolder()
        var users = try Self.users().replacing("PASSWORD", with: Self.password)
            .replacing("user default off", with: "user default on nopass ~* &* +@all")
        if let model { users = users.replacing("{*}", with: "{\(model)}") }
        let file = folder.path("users.acl")
        try users.write(toFile: file, atomically: false, encoding: .utf8)
        try (Self.password + "\n").write(toFile: folder.path("password"), atomically: false, encoding: .utf8)
        stage = try Stage(["--aclfile", file] + redisArguments)
    }

    static func users() throws -> String {
        try String(contentsOfFile: Programs.root + "/docs/examples/users.acl", encoding: .utf8)
    }

    func login(_ role: String) -> [String] {
        ["--redis-user", role, "--redis-password-file", folder.path("password")]
    }

    func start(_ program: String, as role: String, _ arguments: [String], input: String = "/dev/null") throws
        -> ChildProcess
    {
        try stage.start(program, arguments + login(role), input: input)
    }

    func run(_ program: String, as role: String, _ arguments: [String]) throws -> Stage.Outcome {
        let process = try start(program, as: role, arguments)
        let status = try process.wait()
        return Stage.Outcome(status: status, output: process.output, errors: process.errors)
    }

    func connect(as role: String) throws -> RedisConnection {
        var configuration = stage.server.configuration
        configuration.user = role
        configuration.password = Self.password
        return try RedisConnection.open(configuration)
    }

    /// What `ACL LOG` tells of refused commands; empty when there were none.
    func refusals() throws -> String {
        let process = try ChildProcess(
            "/usr/bin/redis-cli", ["-s", stage.server.socket, "ACL", "LOG"], folder: stage.server.folder)
        try process.wait()
        return process.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
