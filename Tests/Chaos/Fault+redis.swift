import Redis
import TestSupport

extension Fault {
    func strikeRedis(_ scene: Scene, pick: Int) throws -> Strike {
        var strike = Strike()
        scene.load.order(500)
        switch self {
        case .disconnected:
            _ = try scene.connection.call(RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
            strike.isOutage = true
        case .paused:
            // WRITE alone lets reads through, so that every second one is half an outage.
            let mode = pick % 2 == 0 ? "ALL" : "WRITE"
            _ = try scene.connection.call(RedisCommand("CLIENT", "PAUSE", "5000", mode))
            strike.hold = .milliseconds(5000)
            strike.isOutage = true
        case .flushed: _ = try scene.connection.call(RedisCommand("SCRIPT", "FLUSH"))
        case .readOnly:
            // Nobody is at port 1: the replica keeps its data and waits.
            _ = try scene.connection.call(RedisCommand("REPLICAOF", "127.0.0.1", "1"))
            strike.hold = .seconds(3)
            strike.isOutage = true
            strike.undo = { _ = try scene.connection.call(RedisCommand("REPLICAOF", "NO", "ONE")) }
        case .full: strike = try fill(scene)
        case .restarted, .restartedEverySecond:
            try scene.server.kill()
            try scene.server.start()
            strike.isOutage = true
        case .loading:
            let delay = try loadDelay(scene)
            try scene.server.kill()
            try scene.server.start(
                ["--key-load-delay", String(delay), "--loading-process-events-interval-bytes", "1024"])
            try scene.configure("key-load-delay", "0")
            strike.isOutage = true
        case .outage:
            try scene.server.kill()
            strike.hold = .seconds(60)
            strike.isOutage = true
            strike.undo = { try scene.server.start() }
        default: preconditionFailure("\(self) does not strike Redis")
        }
        return strike
    }

    /// Microseconds for each command of the file, so that all of them take a few seconds however long the file has grown.
    private func loadDelay(_ scene: Scene) throws -> Int {
        let info = try scene.connection.call(RedisCommand("INFO", "persistence")).text() ?? ""
        let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("aof_current_size:") }
        let bytes = line.flatMap { Int($0.dropFirst("aof_current_size:".count)) } ?? 0
        return max(1, min(500, 3_000_000 / (bytes / 400 + 1)))
    }

    /// No more memory: producers are refused, and the queue must drain all the same.
    private func fill(_ scene: Scene) throws -> Strike {
        try eventually("a backlog is there") { !scene.load.hasOrders }
        try scene.configure("maxmemory-policy", "noeviction")
        try scene.configure("maxmemory", "1")
        scene.load.order(200)
        do throws(RedisError) {
            _ = try scene.connection.attempt(RedisCommand("SET", "chaos:probe", "1"))
            scene.load.report(.effect, "Redis takes a write although it is full")
        } catch { if !error.isServer("OOM") { throw error } }
        try eventually("what waited is answered while Redis is full", within: .seconds(120)) {
            scene.load.report.unanswered == 0
        }
        var strike = Strike()
        strike.isOutage = true
        strike.undo = { try scene.configure("maxmemory", "0") }
        return strike
    }
}
