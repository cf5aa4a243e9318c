import Keyspace
import Redis
import TestSupport

extension Fault {
    /// Kills the primary in the middle of the work. It comes back as a replica of its successor, without its data.
    func strikePrimary(_ scene: Scene) throws -> Strike {
        try awaitReplica(scene)
        // Producers that wait for a replica push nothing until the dead server is back: what is there must do.
        scene.load.order(4000)
        try eventually("jobs are being scored, and more wait", within: .seconds(120)) {
            if !scene.load.hasOrders { scene.load.order(2000) }
            return try scene.backlog() > 1000 && scene.claims() > 0
        }
        var strike = Strike()
        strike.isOutage = true
        let dead: RedisServer
        switch scene.deployment {
        case .sentinel(let group): dead = try group.primary()
        case .cluster(let cluster): dead = try cluster.owner(of: scene.keys.jobs)
        case .alone: throw TestFailure("\(self) needs a scene with replicas")
        }
        strike.since = .now
        try dead.kill()
        strike.restore = {
            var follow: [String] = []
            if case .sentinel(let group) = scene.deployment, let port = try group.primary().port {
                follow = ["--replicaof", "127.0.0.1 \(port)"]
            }
            try dead.start(follow)
            try awaitReplica(scene)
        }
        return strike
    }

    private func awaitReplica(_ scene: Scene) throws {
        try eventually("a replica follows") {
            try scene.connection.call(RedisCommand("WAIT", "1", "100")).integer() >= 1
        }
    }
}
