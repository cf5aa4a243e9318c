import Foundation
import JSONBytes
import Keyspace
import ModelRegistry
import Redis
import TestSupport

/// A Redis, the real `scoreline dashboard` on a free port before it, and a client that asks it.
///
/// With curl, and never within this process: the tests beside this one block the threads that would answer.
final class DashboardStage {
    let server: RedisServer
    let keys: ModelKeys
    private let program: ChildProcess
    private let address: String
    private let folder: TemporaryFolder

    init(_ model: String = "m", arguments: [String] = [], environment: [String: String] = [:]) throws {
        server = try RedisServer()
        keys = try Keyspace().model(model)
        folder = try TemporaryFolder()
        let program = try ChildProcess(
            Programs.path(of: "scoreline"),
            ["dashboard", "--listen", "127.0.0.1:0", "--redis", server.url] + arguments,
            folder: folder, environment: environment)
        self.program = program
        try eventually("the dashboard listens") {
            guard program.isRunning else { throw TestFailure("the dashboard ended: \(program.errors)") }
            return program.errors.contains("the dashboard is at ")
        }
        let line = program.errors.split(separator: "\n").first { $0.contains("the dashboard is at ") } ?? ""
        address = "http://" + (line.split(separator: "/").last { !$0.isEmpty } ?? "")
    }

    struct Answer {
        let status: Int
        /// Names in lower case.
        let headers: [String: String]
        let body: String

        var json: JSONValue { get throws { try JSONValue.parse(Array(body.utf8).span) } }
    }

    func get(_ path: String, _ headers: [String] = []) throws -> Answer { try ask(path, headers, []) }

    /// Sends the fields of a form, or `parts` of one with files, as curl's `-F` takes them.
    func post(_ path: String, _ fields: String, _ headers: [String] = [], parts: [String] = []) throws -> Answer {
        let form = folder.path("form")
        try fields.write(toFile: form, atomically: false, encoding: .utf8)
        return try ask(path, headers, parts.isEmpty ? ["--data-binary", "@" + form] : parts.flatMap { ["-F", $0] })
    }

    private func ask(_ path: String, _ headers: [String], _ more: [String]) throws -> Answer {
        let (head, body) = (folder.path("head"), folder.path("body"))
        let options = headers.flatMap { ["-H", $0] }
        let curl = try ChildProcess(
            "/usr/bin/curl",
            ["-sg", "--max-time", "60", "-D", head, "-o", body, "-H", "Expect:"] + options + more + [address + path],
            folder: folder)
        guard try curl.wait() == 0 else { throw TestFailure("\(path) was not answered: \(curl.errors)") }
        let lines = try String(contentsOfFile: head, encoding: .utf8).split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let bytes = FileManager.default.contents(atPath: body) ?? Data()
        try? FileManager.default.removeItem(atPath: body)
        return Answer(status: status, headers: fields, body: String(decoding: bytes, as: UTF8.self))
    }

    /// Opens a page's stream; its events are the child's output.
    func stream(_ path: String) throws -> ChildProcess {
        try ChildProcess(
            "/usr/bin/curl", ["-sN", "-H", "Accept: text/event-stream", address + path], folder: folder)
    }

    func stop() throws -> Int32 {
        program.signal(SIGTERM)
        return try program.wait()
    }

    // MARK: What is shown

    func call(_ words: String...) throws {
        var connection = try server.connect()
        var command = RedisCommand(words[0])
        for word in words.dropFirst() { command.append(word) }
        _ = try connection.call(command)
    }

    func publish(_ file: [UInt8]) throws {
        var connection = try server.connect()
        _ = try ModelRegistry(keys: keys).publish(file, by: "ada", condition: .none, &connection)
    }

    func write(_ record: WorkerRecord) throws {
        var connection = try server.connect()
        try ModelRegistry(keys: keys).write(record, expiringAfter: .seconds(600), &connection)
    }

    static func worker(
        _ id: Int = 1, state: ModelState = .ready, version: Int? = 1, refused: Int? = nil, reason: String? = nil,
        host: String = "host-1"
    ) -> WorkerRecord {
        WorkerRecord(
            id: String(repeating: "\(id)", count: 32), host: host, pid: 4711, startedAt: 1_748_253_600_000,
            state: state,
            version: version, refusedVersion: refused, reason: reason, lanes: 2, inFlight: 3, jobs: 17,
            jobsPerSecond: 12.5, residentBytes: 64 << 20)
    }
}
