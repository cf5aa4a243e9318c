import Redis

/// Moves a slot of a cluster from one node to another, as an operator's tool does, step by step.
package struct SlotMove {
    private let slot: String
    private let source: RedisServer
    private let target: RedisServer
    private let cluster: RedisCluster

    package init(_ slot: Int, from source: RedisServer, to target: RedisServer, in cluster: RedisCluster) throws {
        self.slot = String(slot)
        self.source = source
        self.target = target
        self.cluster = cluster
    }

    package func begin() throws {
        _ = try target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(of: source))
        _ = try source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(of: target))
    }

    package func move(_ key: String) throws {
        _ = try source.ask("MIGRATE", target.address.host, String(target.address.port), key, "0", "60000")
    }

    /// Moves what is left, as long as keys come.
    package func moveAll() throws {
        while case let keys = try source.ask("CLUSTER", "GETKEYSINSLOT", slot, "100").texts(), !keys.isEmpty {
            for key in keys { try move(key) }
        }
    }

    package func finish() throws {
        let id = try cluster.id(of: target)
        for node in [target, source] + cluster.nodes.filter({ $0 !== target && $0 !== source }) where node.isRunning {
            _ = try node.ask("CLUSTER", "SETSLOT", slot, "NODE", id)
        }
    }
}
