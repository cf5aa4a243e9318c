import TestSupport

/// The health and metrics of a worker that was started with `--admin 127.0.0.1:0`.
struct AdminEndpoint {
    let port: String
    private var address: String { "http://127.0.0.1:" + port }

    init(_ worker: ChildProcess) throws {
        try eventually("the admin endpoint listens") { worker.errors.contains("health and metrics on ") }
        let line = worker.errors.split(separator: "\n").first { $0.contains("health and metrics on ") } ?? ""
        // The port is the last number of the line, in either form of the log.
        port = String(line.split(separator: ":").last?.prefix(while: \.isNumber) ?? "")
    }

    /// With curl, so that no test waits on the cooperative pool.
    func get(_ path: String) throws -> (status: Int, body: String) {
        let folder = try TemporaryFolder()
        let curl = try ChildProcess("/usr/bin/curl", ["-s", "-w", "\n%{http_code}", address + path], folder: folder)
        try curl.wait()
        var lines = curl.output.split(separator: "\n", omittingEmptySubsequences: false)
        let status = lines.popLast().flatMap { Int($0) } ?? 0
        return (status, lines.joined(separator: "\n"))
    }
}
