import Foundation
package import Redis

/// A primary, its replicas and the sentinels that watch them, on loopback, gone with the test.
///
/// A dead primary is replaced when the test says so, or noticed from then on: to a busy machine's sentinels many a server
/// seems to be dead. Servers keep nothing on disk.
package final class SentinelGroup {
    package static let service = "main"
    /// Primary first, as they were started.
    package let servers: [RedisServer]
    package let sentinelPorts: [Int]
    private let folder: TemporaryFolder
    private var sentinels: [ChildProcess] = []

    /// `arguments` are the servers'. Returns when the sentinels know each other and all replicas.
    package init(replicas: Int = 1, sentinels count: Int = 3, _ arguments: [String] = []) throws {
        folder = try TemporaryFolder()
        let ports = try Loopback.freePorts(1 + replicas + count)
        sentinelPorts = Array(ports.suffix(count))
        let fast = ["--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"]
        let primary = try RedisServer(fast + arguments, port: ports[0])
        servers =
            [primary]
            + (try ports[1...replicas].map {
                try RedisServer(fast + arguments + ["--replicaof", "127.0.0.1 \(ports[0])"], port: $0)
            })
        try eventually("\(replicas) replicas follow") {
            var connection = try primary.connect()
            return try connection.call(RedisCommand("WAIT", String(replicas), "10")).integer() >= replicas
        }
        for (index, port) in sentinelPorts.enumerated() { sentinels.append(try startSentinel(index, port, ports[0])) }
        try eventually("the sentinels know each other and the replicas") {
            try sentinelPorts.allSatisfy { port in
                let state = try Self.ask(port, "MASTER", Self.service).pairs()
                return state["num-slaves"] == String(replicas) && state["num-other-sentinels"] == String(count - 1)
            }
        }
    }

    package var url: String { configuration.description }

    package var configuration: RedisConfiguration {
        RedisConfiguration(
            endpoint: .sentinel(sentinelPorts.map { RedisAddress(host: "127.0.0.1", port: $0) }, service: Self.service))
    }

    /// A connection to the primary of the moment; waits for it.
    package func connect() throws -> RedisConnection {
        try RedisConnection.awaiting(configuration)
    }

    /// The server that the first living sentinel takes for the primary.
    package func primary() throws -> RedisServer {
        for (index, port) in sentinelPorts.enumerated() where sentinels[index].isRunning {
            if let server = try named(by: port) { return server }
        }
        throw TestFailure("no sentinel names a primary")
    }

    private func named(by sentinel: Int) throws -> RedisServer? {
        let found = try Self.ask(sentinel, "GET-MASTER-ADDR-BY-NAME", Self.service).integer(at: 1)
        return servers.first { $0.port == found }
    }

    /// Kills the primary with SIGKILL and returns when another server has been made one.
    package func failOver() throws {
        let old = try primary()
        try old.kill()
        try replace(old)
    }

    /// Lets the sentinels notice from now on that the primary is dead, and replace it after about two seconds.
    package func noticeDeaths() throws {
        for port in sentinelPorts {
            _ = try Self.ask(
                port, "SET", Self.service, "down-after-milliseconds", "700", "failover-timeout", "2000")
        }
    }

    /// Lets the sentinels make another server the primary; returns when all that live name it.
    package func replace(_ old: RedisServer) throws {
        let living = sentinelPorts.indices.filter { sentinels[$0].isRunning }.map { sentinelPorts[$0] }
        try eventually("another server is the primary") {
            if try primary() === old {
                // Refused while one is under way, and until the sentinel has looked at the replicas again.
                do { _ = try Self.ask(living[0], "FAILOVER", Self.service) } catch let error as RedisError {
                    guard error.isConnectionUsable else { throw error }
                }
                return false
            }
            var connection = try primary().connect()
            guard try connection.call(RedisCommand("ROLE")).text(at: 0) == "master" else { return false }
            return try living.allSatisfy { try named(by: $0) !== old }
        }
    }

    package func killSentinel(_ index: Int) throws {
        sentinels[index].signal(SIGKILL)
        try sentinels[index].wait()
    }

    /// Lets no replica hear of anything from now on, as in the moments before a primary dies.
    package func cutReplication() throws {
        let primary = try primary()
        for replica in servers where replica !== primary {
            var connection = try replica.connect()
            // Refused by a server without a password.
            _ = try connection.call(RedisCommand("CONFIG", "SET", "masterauth", "wrong"))
        }
        var connection = try primary.connect()
        _ = try connection.call(RedisCommand("CLIENT", "KILL", "TYPE", "replica"))
    }

    private func startSentinel(_ index: Int, _ port: Int, _ primary: Int) throws -> ChildProcess {
        guard let executable = RedisServer.executable else {
            throw TestFailure("redis-server is not installed: run scripts/setup.sh")
        }
        let path = folder.path("sentinel-\(index).conf")
        let settings = """
            port \(port)
            bind 127.0.0.1
            dir \(folder.url.path)
            sentinel monitor \(Self.service) 127.0.0.1 \(primary) 2
            sentinel down-after-milliseconds \(Self.service) 3600000
            sentinel failover-timeout \(Self.service) 600000

            """
        try settings.write(toFile: path, atomically: false, encoding: .utf8)
        let process = try ChildProcess(executable, [path, "--sentinel"], folder: folder)
        try eventually("the sentinel listens on \(port)") {
            guard process.isRunning else { throw TestFailure("the sentinel ended: \(process.output)") }
            do {
                // Instead of the seconds between two looks that suit a real network; a busy machine is no TILT.
                _ = try Self.ask(
                    port, "DEBUG", "INFO-PERIOD", "200", "PUBLISH-PERIOD", "100", "ASK-PERIOD", "200", "PING-PERIOD",
                    "200",
                    "ELECTION-TIMEOUT", "1000", "TILT-TRIGGER", "30000", "TILT-PERIOD", "1000")
                return true
            } catch let error as RedisError {
                guard error.kind == .connectFailed else { throw error }
                return false
            }
        }
        return process
    }

    private static func ask(_ port: Int, _ arguments: String...) throws -> RedisReply {
        var connection = try RedisConnection.open(
            RedisConfiguration(endpoint: .server(RedisAddress(host: "127.0.0.1", port: port))))
        var command = RedisCommand("SENTINEL")
        for argument in arguments { command.append(argument) }
        return try connection.call(command)
    }
}
