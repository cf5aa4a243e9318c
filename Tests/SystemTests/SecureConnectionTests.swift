import Foundation
import TestSupport
import Testing

/// Every program over TLS, each with its settings from another layer, as a user of its own.
@Suite struct SecureConnectionTests {
    private static let password = "hunter2-is-secret"
    private let certificates: Certificates
    private let server: RedisServer
    private let settings: [String: String]

    init() throws {
        certificates = try Certificates()
        let port: Int
        (server, port) = try RedisServer.secured(
            by: certificates, try certificates.issue(), asksClients: true,
            [
                "--user", "default", "off", "--user", "scoreline", "on", ">\(Self.password)", "~scoreline:*",
                "&scoreline:*",
                "+@read", "+@write", "+@scripting", "+@connection", "+@pubsub", "+sort", "+time",
            ])
        let file = server.folder.path("password")
        try (Self.password + "\n").write(toFile: file, atomically: false, encoding: .utf8)
        let client = try certificates.issue("client")
        settings = [
            "redis": "rediss://localhost:\(port)", "redis-user": "scoreline", "redis-password-file": file,
            "redis-ca": certificates.authority, "redis-cert": client.certificate, "redis-key": client.key,
        ]
    }

    private var flags: [String] { settings.flatMap { ["--" + $0.key, $0.value] } }

    private var variables: [String: String] {
        Dictionary(
            uniqueKeysWithValues: settings.map {
                ("SCORELINE_" + $0.key.uppercased().replacing("-", with: "_"), $0.value)
            })
    }

    private func start(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            try Programs.path(of: program), arguments, folder: server.folder, environment: environment)
    }

    /// Runs to the end, which must be this; the password must not be told.
    @discardableResult
    private func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], status: Int32 = 0
    ) throws -> ChildProcess {
        let process = try start(program, arguments, environment: environment)
        let ended = try process.wait()
        #expect(ended == status, "\(arguments.prefix(2)): \(process.output) \(process.errors)")
        #expect(!(process.output + process.errors).contains(Self.password))
        return process
    }

    @Test("A job is trained for, published, scored and read over TLS, as a user with a certificate and few rights")
    func everyProgram() throws {
        let file = server.folder.path("scoreline.yaml")
        try settings.map { "\($0.key): \"\($0.value)\"\n" }.joined().write(
            toFile: file, atomically: false, encoding: .utf8)
        let worker = try start("scoreline-worker", ["--model", "penguins", "--lanes", "1"], environment: variables)
        try run(
            "scoreline-trainer",
            [
                "train", Programs.root + "/recipes/penguins/recipe-v2.yaml", "--out",
                server.folder.path("m.safetensors"),
                "--publish", "--config", file,
            ])
        try run("scoreline", ["models", "wait", "penguins", "--workers", "1", "--timeout", "60"] + flags)
        try run("scoreline", ["enqueue", "penguins", penguinJobs(1)[0], "--config", file])
        let results = try run("scoreline", ["results", "penguins", "--follow", "--count", "1"] + flags)
        #expect(results.output.contains("\"completed\""), "\(results.output)")
        let status = try run("scoreline", ["status", "penguins"], environment: variables)
        #expect(status.output.contains("READY"), "\(status.output)")
        worker.signal(SIGTERM)
        #expect(try worker.wait() == 0, "\(worker.errors)")
        #expect(!(worker.output + worker.errors).contains(Self.password))
    }

    @Test("What is wrong with a connection is told with the layer and the key, or with the server and the way out")
    func refusals() throws {
        let none = server.folder.path("none.pem")
        let others = try Certificates()
        let cases: [([String: String?], Int32, [String])] = [
            (["redis-ca": none], 2, ["flag --redis-ca", none]), (["redis-cert": none], 2, ["flag --redis-cert", none]),
            (["redis-key": certificates.authority], 2, ["flag --redis-key", "private key"]),
            (["redis-server-name": ""], 2, ["flag --redis-server-name"]),
            (["redis-ca": others.authority], 3, ["rediss://localhost", "no authority", "--redis-ca"]),
            (["redis-server-name": "other"], 3, ["DNS:localhost", "not for other", "--redis-server-name"]),
            (["redis-cert": nil, "redis-key": nil], 3, ["give --redis-cert and --redis-key"]),
        ]
        for (changes, status, parts) in cases {
            let given = settings.merging(changes.compactMapValues { $0 }) { $1 }.filter {
                changes[$0.key] != .some(nil)
            }
            let process = try run(
                "scoreline", ["status", "penguins"] + given.flatMap { ["--" + $0.key, $0.value] }, status: status)
            for part in parts { #expect(process.errors.contains(part), "\(process.errors)") }
        }
        let process = try run(
            "scoreline-worker", ["--model", "penguins"],
            environment: variables.merging(["SCORELINE_REDIS_CA": none]) { $1 }, status: 2)
        #expect(process.errors.contains("environment variable SCORELINE_REDIS_CA"), "\(process.errors)")
    }
}
