import Foundation
import TestSupport
import Testing

@testable import Redis

@Suite(.serialized) struct SentinelTests {
    @Test("The primary is found with sentinels dead, also when the first is; after a failover it is the new one")
    func failover() throws {
        let group = try SentinelGroup()
        var configuration = group.configuration
        configuration.clientName = "test"
        var connection = try RedisConnection.open(configuration)
        #expect(connection.node.endpoint == .server(group.servers[0].address))
        #expect(connection.configuration == configuration)
        _ = try connection.call(RedisCommand("SET", "a", "1"))
        _ = try connection.call(RedisCommand("WAIT", "1", "0"))

        try group.servers[0].kill()
        #expect(throws: RedisError.self) { _ = try connection.call(RedisCommand("PING")) }
        // Before the sentinels agree: nobody serves, and it passes.
        let early = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(early.isTemporary && !early.isConnectionUsable && early.wasRefused, "\(early)")
        try group.replace(group.servers[0])
        var second = try group.connect()
        #expect(second.node.endpoint == .server(group.servers[1].address))
        #expect(try second.call(RedisCommand("GET", "a")).text() == "1")

        try group.killSentinel(0)
        let third = try RedisConnection.open(configuration)
        #expect(third.node.endpoint == .server(group.servers[1].address))
    }

    @Test("A service that no sentinel knows and sentinels that are all dead are no failover: they are said at once")
    func unknown() throws {
        let group = try SentinelGroup(sentinels: 1)
        var configuration = group.configuration
        guard case .sentinel(let addresses, _) = configuration.endpoint else { return }
        configuration.endpoint = .sentinel(addresses, service: "other")
        configuration.connectTimeout = .seconds(60)
        let unknown = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(unknown.kind == .connectFailed && "\(unknown)".contains("no service \"other\""), "\(unknown)")
        try group.killSentinel(0)
        let dead = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(dead.kind == .connectFailed, "\(dead)")
    }

    @Test("A sentinel that names a replica is not believed; another is asked")
    func stale() throws {
        let group = try SentinelGroup(sentinels: 1)
        // A second sentinel that watches the replica as if it were the primary: what a sentinel cut off may believe.
        let liar = try LyingServer(naming: group.servers[1].address)
        var configuration = group.configuration
        guard case .sentinel(let addresses, let service) = configuration.endpoint else { return }
        configuration.endpoint = .sentinel([liar.address], service: service)
        configuration.connectTimeout = .seconds(60)
        let refused = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(refused.kind == .noPrimary && "\(refused)".contains("replica"), "\(refused)")
        configuration.endpoint = .sentinel([liar.address] + addresses, service: service)
        // The order is random; the one that was right is asked first from then on.
        for _ in 0..<8 {
            let connection = try RedisConnection.open(configuration)
            #expect(connection.node.endpoint == .server(group.servers[0].address))
        }
    }

    @Test(
        "A sentinel that names no address is refused, whatever it says",
        arguments: [
            "+OK\r\n", ":1\r\n", "*0\r\n", "*2\r\n$0\r\n\r\n$1\r\n1\r\n", "*2\r\n$1\r\na\r\n$5\r\n65536\r\n",
            "*2\r\n$1\r\na\r\n$1\r\nx\r\n", "*1\r\n$1\r\na\r\n", "*2\r\n$3\r\na\0b\r\n$1\r\n1\r\n", "$99999\r\n", "?",
        ])
    func hostile(reply: String) throws {
        let liar = try LyingServer(reply: reply)
        let configuration = RedisConfiguration(endpoint: .sentinel([liar.address], service: "main"))
        let error = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(!error.isTemporary, "\(error)")
    }

    @Test("Sentinels that do not answer cost no more than the connect timeout together")
    func silent() throws {
        let liars = try (0..<3).map { _ in try LyingServer(reply: "") }
        var configuration = RedisConfiguration(endpoint: .sentinel(liars.map(\.address), service: "main"))
        configuration.connectTimeout = .milliseconds(400)
        // The commands' own timeout is ten seconds each: they would cost that every time, a busy machine only now and then.
        let isShort = try (0..<20).contains { _ in
            let start = ContinuousClock.now
            let error = try #require(failure { _ = try RedisConnection.open(configuration).server })
            #expect(error.kind == .timedOut || "\(error)".contains("nobody answered in time"), "\(error)")
            return ContinuousClock.now - start < .seconds(9)
        }
        #expect(isShort)
    }

    @Test("Sentinels with a password get the servers' login; without one they are not told any")
    func password() throws {
        let group = try SentinelGroup(sentinels: 1)
        var sentinel = try RedisConnection.open(
            RedisConfiguration(endpoint: .server(RedisAddress(host: "127.0.0.1", port: group.sentinelPorts[0]))))
        _ = try sentinel.call(RedisCommand("ACL", "SETUSER", "ann", "on", ">secret", "allcommands"))
        _ = try sentinel.call(RedisCommand("ACL", "SETUSER", "default", "resetpass"))
        for server in group.servers {
            _ = try server.ask("ACL", "SETUSER", "ann", "on", ">secret", "allkeys", "allcommands")
        }
        var configuration = group.configuration
        configuration.connectTimeout = .seconds(60)
        let refused = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(refused.isAccessRefused, "\(refused)")
        (configuration.user, configuration.password) = ("ann", "secret")
        var connection = try RedisConnection.open(configuration)
        #expect(try connection.call(RedisCommand("ACL", "WHOAMI")).text() == "ann")
    }

    @Test("A primary that was deposed is dropped: what it says to writers, to waiters and to who lacks replicas")
    func deposed() throws {
        let group = try SentinelGroup(sentinels: 1)
        let address = group.servers[0].address
        var configuration = RedisConfiguration(endpoint: .server(address))
        configuration.commandTimeout = .seconds(60)
        var waiter = try RedisConnection.open(configuration)
        var writer = try RedisConnection.open(configuration)
        try waiter.append(RedisCommand("BLMOVE", "a", "b", "LEFT", "RIGHT", "0"))
        try writer.append(RedisCommand("CONFIG", "SET", "min-replicas-to-write", "2"))
        #expect(try writer.receive().text() == "OK")
        let alone = try #require(failure { _ = try writer.call(RedisCommand("SET", "a", "1")) })
        #expect(alone.isServer("NOREPLICAS") && !alone.isConnectionUsable && alone.isTemporary)
        _ = try writer.call(RedisCommand("CONFIG", "SET", "min-replicas-to-write", "0"))
        let (server, replica) = (group.servers[0].configuration, group.servers[1].address)
        let thread = Thread {
            do {
                var connection = try RedisConnection.open(server)
                try eventually("the waiter waits") {
                    try connection.call(RedisCommand("INFO", "clients")).text()?.contains("blocked_clients:1") == true
                }
                _ = try connection.call(RedisCommand("REPLICAOF", replica.host, String(replica.port)))
            } catch { Issue.record(error) }
        }
        thread.start()
        let unblocked = try #require(try waiter.receive(blocking: .seconds(60)).error)
        #expect(unblocked.isServer("UNBLOCKED") && !unblocked.isConnectionUsable && unblocked.isTemporary)
        let readonly = try #require(failure { _ = try writer.call(RedisCommand("SET", "a", "1")) })
        #expect(!readonly.isConnectionUsable && readonly.isTemporary && readonly.wasRefused, "\(readonly)")
    }
}

/// The error that a call throws.
func failure(_ call: () throws -> Void) -> RedisError? {
    do {
        try call()
        return nil
    } catch {
        return error as? RedisError
    }
}
