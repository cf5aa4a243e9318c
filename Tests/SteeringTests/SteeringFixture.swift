import JobQueue
import Keyspace
import ModelRegistry
import Redis
import TestSupport

@testable import Steering

/// One model in a Redis of a test's own.
struct SteeringFixture {
    let server: RedisServer
    let keys: ModelKeys
    let steering: Steering

    init(_ redisArguments: [String] = []) throws {
        server = try RedisServer(redisArguments)
        keys = try Keyspace().model("m")
        steering = Steering(keys, by: Initiator(name: "ada", place: "dashboard, 10.0.0.7"))
    }

    /// Entries of `dead`, oldest first; the job's id and the reason of each.
    func bury(_ jobs: [(id: String, reason: String)], _ connection: inout RedisConnection) throws -> [DeadEntryID] {
        try jobs.map { job in
            let text = "{\"id\": \"\(job.id)\", \"rows\": [[1]]}"
            let reply = try connection.call(
                RedisCommand(
                    "XADD", keys.dead, "*", "reason", job.reason, "deliveries", "3", "length", String(text.utf8.count),
                    "job", text))
            guard let id = DeadEntryID(try reply.text() ?? "") else { throw TestFailure("no id") }
            return id
        }
    }

    func entries(_ connection: inout RedisConnection) throws -> [AuditEntry] {
        try AuditLog(keys: keys).newest(100, &connection)
    }

    func addWorker(_ id: String, _ connection: inout RedisConnection) throws {
        try ModelRegistry(keys: keys).write(
            WorkerRecord(id: id, host: "h", pid: 1, startedAt: 1, state: .ready), expiringAfter: .seconds(100),
            &connection)
    }
}
