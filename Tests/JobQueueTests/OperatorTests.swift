import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

@Suite struct OperatorTests {
    private let fixture: QueueFixture

    init() throws { fixture = try QueueFixture() }

    @Test("A queue can be held and let go when Redis is full")
    func pauseWhenFull() throws {
        var connection = try fixture.server.connect()
        _ = try connection.call(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
        try QueuePause.set(fixture.keys, &connection)
        #expect(try fixture.depth().isPaused)
        try QueuePause.lift(fixture.keys, &connection)
        #expect(try !fixture.depth().isPaused)
    }

    @Test("A key of another type is named, and the connection goes on")
    func wrongType() throws {
        var connection = try fixture.server.connect()
        let keys = fixture.keys
        for key in [keys.jobs, keys.leases, keys.dead, keys.claims, keys.stats] {
            _ = try connection.call(RedisCommand("SET", key, "x"))
            #expect { _ = try QueueDepth.read(keys, &connection) } throws: {
                "\($0)".contains("the key \(key) ") && "\($0)".contains("must be removed")
            }
            _ = try connection.call(RedisCommand("DEL", key))
        }
        #expect(try QueueDepth.read(keys, &connection) == QueueDepth())
    }
}
