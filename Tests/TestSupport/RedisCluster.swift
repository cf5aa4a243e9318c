import Foundation
package import Redis

/// A cluster on loopback, gone with the test: primaries that share the slots evenly, and replicas of the first ones.
///
/// A dead primary is replaced, or noticed, when the test says so, and no other one: to the nodes of a busy machine many a node
/// seems to be dead.
package final class RedisCluster {
    /// Primaries first, as they were started.
    package let nodes: [RedisServer]
    private let primaries: Int

    /// Returns when every node sees the whole cluster.
    package init(primaries: Int = 3, replicas: Int = 0, _ arguments: [String] = []) throws {
        self.primaries = primaries
        let ports = try Loopback.freePorts(2 * (primaries + replicas))
        nodes = try (0..<primaries + replicas).map { index in
            try RedisServer(
                [
                    "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-port",
                    String(ports[2 * index + 1]), "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1",
                ] + arguments, port: ports[2 * index])
        }
        for (index, node) in nodes.enumerated() {
            if index < primaries {
                let slots = Self.slots(index, of: primaries)
                _ = try node.ask("CLUSTER", "ADDSLOTSRANGE", String(slots.lowerBound), String(slots.upperBound))
            }
            _ = try node.ask("CLUSTER", "SET-CONFIG-EPOCH", String(index + 1))
        }
        try eventually("the nodes know each other") {
            // Again and again: a node that was busy for a second forgets who wanted to meet it.
            for node in nodes.dropFirst() where try node.information("cluster_known_nodes") != String(nodes.count) {
                _ = try node.ask("CLUSTER", "MEET", "127.0.0.1", String(ports[0]), String(ports[1]))
            }
            return try nodes.allSatisfy { try $0.information("cluster_known_nodes") == String(nodes.count) }
        }
        for index in 0..<replicas {
            let id = try self.id(of: nodes[index])
            try eventually("the replica knows its primary") {
                do { _ = try nodes[primaries + index].ask("CLUSTER", "REPLICATE", id) } catch is RedisError {
                    return false
                }
                return true
            }
        }
        try eventually("the cluster is whole") {
            try nodes.allSatisfy { try $0.information("cluster_state") == "ok" }
        }
        try eventually("the replicas follow") {
            try (0..<replicas).allSatisfy { index in
                var connection = try nodes[index].connect()
                return try connection.call(RedisCommand("WAIT", "1", "10")).integer() == 1
            }
        }
        try setTimeout(3_600_000)
    }

    /// Lets the nodes notice from now on that one is dead.
    package func noticeDeaths() throws { try setTimeout(1000) }

    private func setTimeout(_ milliseconds: Int) throws {
        for node in nodes where node.isRunning {
            _ = try node.ask("CONFIG", "SET", "cluster-node-timeout", String(milliseconds))
        }
    }

    /// Makes the replica of a primary that was killed take its place.
    package func replace(_ dead: RedisServer) throws {
        try eventually("the replica takes over") {
            for node in nodes where node.isRunning {
                var connection = try node.connect()
                let role = try connection.call(RedisCommand("ROLE"))
                guard try role.text(at: 0) == "slave", try role.integer(at: 2) == dead.port else { continue }
                _ = try connection.call(RedisCommand("CLUSTER", "FAILOVER", "TAKEOVER"))
                return true
            }
            return false
        }
    }

    package var url: String { configuration.description }

    package var configuration: RedisConfiguration {
        RedisConfiguration(endpoint: .cluster(nodes.map(\.address)))
    }

    /// A connection to the node that serves a key; waits for it.
    package func connect(to key: String) throws -> RedisConnection {
        var configuration = configuration
        configuration.slotKey = key
        return try RedisConnection.awaiting(configuration)
    }

    /// The node that a key's slot belongs to, by what it says itself.
    package func owner(of key: String) throws -> RedisServer {
        for node in nodes where node.isRunning {
            do {
                _ = try node.ask("EXISTS", key)
                return node
            } catch let error as RedisError {
                guard error.isServer("MOVED") else { throw error }
            }
        }
        throw TestFailure("no node serves \(key)")
    }

    package func id(of node: RedisServer) throws -> String { try node.ask("CLUSTER", "MYID").text() ?? "" }

    private static func slots(_ index: Int, of count: Int) -> ClosedRange<Int> {
        (16384 * index / count)...(16384 * (index + 1) / count - 1)
    }
}

extension RedisServer {
    package var address: RedisAddress { RedisAddress(host: "127.0.0.1", port: port ?? 0) }

    /// One command over a connection of its own.
    package func ask(_ name: String, _ arguments: String...) throws -> RedisReply {
        var connection = try connect()
        var command = RedisCommand(name)
        for argument in arguments { command.append(argument) }
        return try connection.call(command)
    }

    /// A value of CLUSTER INFO.
    fileprivate func information(_ name: String) throws -> String? {
        let text = try ask("CLUSTER", "INFO").text() ?? ""
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix(name + ":") }
        return line.map { String($0.dropFirst(name.utf8.count + 1)) }
    }
}
