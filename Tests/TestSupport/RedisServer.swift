import Foundation
package import Redis

/// A Redis of a test's own, on a unix socket, gone with the test.
package final class RedisServer {
    package let folder: TemporaryFolder
    package let socket: String
    /// On loopback; nil when it listens on the socket alone.
    package let port: Int?
    private let arguments: [String]
    private let environment: [String: String]
    private var process: ChildProcess?

    /// Starts `redis-server` without persistence; `arguments` come last and override.
    package init(
        _ arguments: [String] = [], port: Int? = nil, environment: [String: String] = [:]
    ) throws {
        self.port = port
        folder = try TemporaryFolder()
        socket = folder.path("r.sock")
        self.arguments =
            [
                "--port", String(port ?? 0), "--bind", "127.0.0.1", "--unixsocket", socket, "--dir", folder.url.path,
                "--save", "", "--appendonly", "no",
            ]
            + arguments
        self.environment = environment
        try start()
    }

    /// Returns when it serves. `further` arguments come after those of `init`, for this start only.
    package func start(_ further: [String] = []) throws {
        guard let executable = Self.executable else {
            throw TestFailure("redis-server is not installed: run scripts/setup.sh")
        }
        let process = try ChildProcess(executable, arguments + further, folder: folder, environment: environment)
        self.process = process
        try eventually("redis-server listens on \(socket)") {
            guard process.isRunning else { throw TestFailure("redis-server ended: \(process.output)") }
            do {
                var connection = try RedisConnection.open(configuration)
                _ = try connection.call(RedisCommand("PING"))
                return true
            } catch let error as RedisError {
                // With a password it listens but refuses; the test knows the password.
                return error.isAccessRefused
            }
        }
    }

    package func stop() throws {
        process?.signal(SIGTERM)
        try process?.wait()
        process = nil
    }

    /// Makes the server answer nothing until `resume`; its sockets stay open.
    package func suspend() throws { process?.signal(SIGSTOP) }
    package func resume() throws { process?.signal(SIGCONT) }

    package func kill() throws {
        process?.signal(SIGKILL)
        try process?.wait()
        process = nil
    }

    package var isRunning: Bool { process?.isRunning ?? false }

    package var configuration: RedisConfiguration { RedisConfiguration(endpoint: .unix(path: socket)) }
    package var url: String { "unix://\(socket)" }

    /// Waits longer for answers than a program would: this machine may be busy for that long.
    package func connect() throws -> RedisConnection {
        var configuration = configuration
        configuration.commandTimeout = .seconds(120)
        return try RedisConnection.open(configuration)
    }

    static var executable: String? {
        ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }
}
