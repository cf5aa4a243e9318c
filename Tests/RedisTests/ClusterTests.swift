import Foundation
import TestSupport
import Testing

@testable import Redis

@Suite(.serialized) struct ClusterTests {
    private static let keys = ["scoreline:{a}:jobs", "scoreline:{b}:jobs", "scoreline:{c}:jobs", "x"]

    @Test("A connection goes to the node of its key's slot, from any seed that lives; without a key to any node")
    func routed() throws {
        let cluster = try RedisCluster()
        var owners: Set<Int> = []
        var configuration = cluster.configuration
        for key in Self.keys {
            configuration.slotKey = key
            var connection = try RedisConnection.open(configuration)
            _ = try connection.call(RedisCommand("SET", key, "1"))
            let owner = try cluster.owner(of: key)
            #expect(connection.node.endpoint == .server(owner.address))
            owners.insert(owner.port ?? 0)
        }
        #expect(owners.count > 1, "the keys have different nodes")
        configuration.endpoint = .cluster([RedisAddress(host: "127.0.0.1", port: 1), cluster.nodes[1].address])
        let fromLater = try RedisConnection.open(configuration)
        #expect(fromLater.configuration == configuration)
        #expect(try RedisConnection.primaries(of: configuration).count == 3)
        configuration.slotKey = nil
        var anywhere = try RedisConnection.open(configuration)
        for key in Self.keys {
            try anywhere.move(toSlotOf: key)
            #expect(try anywhere.call(RedisCommand("GET", key)).text() == "1")
        }
        #expect(try RedisConnection.primaries(of: cluster.nodes[0].configuration) == [cluster.nodes[0].configuration])
    }

    @Test("A key of another node's slot makes the connection unusable; a slot that nobody serves passes")
    func refused() throws {
        let cluster = try RedisCluster()
        var wrong = cluster.configuration
        wrong.slotKey = Self.keys[0]
        var connection = try RedisConnection.open(wrong)
        let other = try #require(Self.keys.first { (try? connection.call(RedisCommand("GET", $0))) == nil })
        let moved = try #require(failure { _ = try connection.call(RedisCommand("GET", other)) })
        #expect(moved.isServer("MOVED") && !moved.isConnectionUsable && moved.isTemporary && moved.wasRefused)

        try cluster.owner(of: other).kill()
        var lost = cluster.configuration
        lost.slotKey = other
        let dead = try #require(failure { _ = try RedisConnection.open(lost).server })
        #expect(dead.isTemporary && !dead.isConnectionUsable, "\(dead)")
        try cluster.noticeDeaths()
        try eventually("the others say that the cluster is down") {
            failure { _ = try RedisConnection.open(wrong).server }?.isServer("CLUSTERDOWN") == true
        }
    }

    @Test("A server that is no node of a cluster is named")
    func noCluster() throws {
        let server = try RedisServer(port: try Loopback.freePort())
        let configuration = RedisConfiguration(
            endpoint: .cluster([server.address]), connectTimeout: .seconds(60), slotKey: "a")
        let error = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(error.kind == .connectFailed && "\(error)".contains("no node of a Redis Cluster"), "\(error)")
    }

    @Test("While a slot moves, a key that has left is followed; a script with keys here and there passes")
    func moving() throws {
        let cluster = try RedisCluster()
        let key = "{m}a"
        var configuration = cluster.configuration
        configuration.slotKey = key
        var connection = try RedisConnection.open(configuration)
        for name in ["{m}a", "{m}b"] { _ = try connection.call(RedisCommand("SET", name, name)) }
        let source = try cluster.owner(of: key)
        let target = try #require(cluster.nodes.first { $0 !== source })
        let move = try SlotMove(ClusterSlot(of: key).number, from: source, to: target, in: cluster)
        try move.begin()
        try move.move("{m}a")
        #expect(try connection.call(RedisCommand("GET", "{m}a")).text() == "{m}a")
        #expect(try connection.call(RedisCommand("GET", "{m}b")).text() == "{m}b")
        _ = try connection.call(RedisCommand("RPUSH", "{m}new", "1"))
        #expect(try connection.call(RedisCommand("LLEN", "{m}new")).integer() == 1)
        let script = RedisScript(name: "two", source: "return redis.call('GET', KEYS[1])")
        let command = try connection.command(script, keys: ["{m}a", "{m}b"])
        let torn = try #require(failure { _ = try connection.run(script, command) })
        #expect(torn.isTemporary && torn.isConnectionUsable, "\(torn)")
        try move.move("{m}b")
        try move.finish()
        let moved = try #require(failure { _ = try connection.call(RedisCommand("GET", key)) })
        #expect(moved.isServer("MOVED"))
        var after = try RedisConnection.open(configuration)
        #expect(after.node.endpoint == .server(target.address))
        #expect(try after.call(RedisCommand("LLEN", "{m}new")).integer() == 1)
    }

    @Test(
        "A topology that makes no sense is refused, whatever it says",
        arguments: [
            "+OK\r\n", "*1\r\n:1\r\n", "*1\r\n*2\r\n:-1\r\n:5\r\n", "*1\r\n*2\r\n:5\r\n:4\r\n",
            "*1\r\n*2\r\n:0\r\n:16384\r\n", "*1\r\n*3\r\n:0\r\n:16383\r\n+x\r\n", "*99999999\r\n", "?",
            "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$1\r\na\r\n$1\r\nx\r\n",
        ])
    func hostile(reply: String) throws {
        let liar = try LyingServer(reply: reply)
        let configuration = RedisConfiguration(endpoint: .cluster([liar.address]), slotKey: "a")
        let error = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(!error.isTemporary, "\(error)")
    }

    @Test("A node that announces no host has the one that was asked; one without an address serves nothing")
    func announced() throws {
        #expect(RedisAddress(announced: "", port: 7, askedAt: "h") == RedisAddress(host: "h", port: 7))
        for (host, port) in [("?", 7), ("a", 0), ("a", 65536), (String(repeating: "a", count: 256), 7), ("a\0b", 7)] {
            #expect(RedisAddress(announced: host, port: port, askedAt: "h") == nil)
        }
        let server = try RedisServer(port: try Loopback.freePort())
        let port = String(server.port ?? 0)
        let liar = try LyingServer(
            reply: "*2\r\n*3\r\n:0\r\n:100\r\n*2\r\n$-1\r\n:\(port)\r\n*3\r\n:101\r\n:16383\r\n*2\r\n$1\r\n?\r\n:7\r\n")
        var configuration = RedisConfiguration(endpoint: .cluster([liar.address]), connectTimeout: .seconds(60))
        #expect(
            try RedisConnection.primaries(of: configuration).map(\.endpoint) == [.server(server.address)])
        configuration.slotKey = "a"
        let nobody = try #require(failure { _ = try RedisConnection.open(configuration).server })
        #expect(nobody.kind == .noPrimary, "\(nobody)")
    }
}
