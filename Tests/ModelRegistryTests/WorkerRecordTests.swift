import Keyspace
import Redis
import TestSupport
import Testing

@testable import ModelRegistry

@Suite struct WorkerRecordTests {
    private let full = WorkerRecord(
        id: "a1", host: "node \"7\"\n", pid: 42, startedAt: 1_764_000_000_123, state: .refused, version: 3,
        sha256: "ab", refusedVersion: 4, reason: "tree 7 node 13: \u{0}é", waiting: "full", generation: 9, lanes: 2,
        inFlight: 100,
        jobs: 1_000_000, rows: 9_000_000_000, jobsPerSecond: 1234.5, oldestSeconds: 2.25, residentBytes: 77 << 20)

    @Test("A record comes back as it was written, full and with nothing optional")
    func roundTrip() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let bare = WorkerRecord(id: "b2", host: "node", pid: 1, startedAt: 0, state: .loading)
        for record in [full, bare] { try fixture.registry.write(record, expiringAfter: .seconds(100), &connection) }
        #expect(try fixture.registry.workers(&connection) == [bare, full])
    }

    @Test("A record expires after the time given")
    func lifetime() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.registry.write(full, expiringAfter: .milliseconds(3_600_000), &connection)
        let left = try connection.call(RedisCommand("PTTL", fixture.keys.worker("a1"))).integer()
        #expect(left > 0 && left <= 3_600_000)
    }

    @Test("A worker whose record expired is left out and forgotten; the others stay")
    func expired() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        var other = full
        other.id = "c3"
        for record in [full, other] { try fixture.registry.write(record, expiringAfter: .seconds(100), &connection) }
        _ = try connection.call(RedisCommand("PEXPIRE", fixture.keys.worker("a1"), "0"))
        #expect(try fixture.registry.workers(&connection) == [other])
        #expect(try connection.call(RedisCommand("ZRANGE", fixture.keys.workers, "0", "-1")).texts() == ["c3"])
    }

    @Test("A beat forgets workers that were killed more than an hour ago, also when nobody asks who lives")
    func forgotten() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let now = try #require(Int(connection.call(RedisCommand("TIME")).text(at: 0) ?? "")) * 1000
        for (id, age) in [("old", 3_700_000), ("recent", 3_000_000)] {
            _ = try connection.call(RedisCommand("ZADD", fixture.keys.workers, "\(now - age)", id))
        }
        try fixture.registry.write(full, expiringAfter: .seconds(100), &connection)
        #expect(
            try connection.call(RedisCommand("ZRANGE", fixture.keys.workers, "0", "-1")).texts() == ["recent", "a1"])
    }

    @Test("A worker that is removed is gone at once")
    func removed() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.registry.write(full, expiringAfter: .seconds(100), &connection)
        try fixture.registry.remove(workerID: "a1", &connection)
        #expect(try fixture.registry.workers(&connection) == [])
        #expect(try connection.call(RedisCommand("DBSIZE")).integer() == 0)
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
    }

    @Test(
        "A record that can't be read is an error that names its key",
        arguments: [
            Damage(testDescription: "cut", text: "{"),
            Damage(testDescription: "no object", text: "[]"),
            Damage(testDescription: "fields missing", text: #"{"id": "a1"}"#),
            Damage(testDescription: "deep", text: String(repeating: "[", count: 1000)),
            Damage(testDescription: "unknown state", text: sound.replacing("READY", with: "BUSY")),
            Damage(testDescription: "negative count", text: sound.replacing("17", with: "-17")),
            Damage(testDescription: "text as rate", text: sound.replacing("1.5", with: "\"1.5\"")),
            Damage(
                testDescription: "too long",
                text: sound.replacing("{}", with: "\"\(String(repeating: "x", count: 70_000))\"")),
        ])
    func hostile(damage: Damage) throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        _ = try connection.call(RedisCommand("ZADD", fixture.keys.workers, "1", "a"))
        _ = try connection.call(RedisCommand("SET", fixture.keys.worker("a"), Self.sound))
        #expect(try fixture.registry.workers(&connection).map(\.pid) == [17])
        _ = try connection.call(RedisCommand("SET", fixture.keys.worker("a"), damage.text))
        do {
            _ = try fixture.registry.workers(&connection)
            Issue.record("the record was read")
        } catch {
            #expect(error.kind == .malformed && "\(error)".contains(fixture.keys.worker("a")))
        }
    }

    /// As another release may write it: with a member that this one doesn't know.
    private static let sound = """
        {"id": "a", "host": "h", "pid": 17, "started_at": 0, "state": "READY", "generation": 0, "lanes": 0, \
        "in_flight": 0, "jobs": 0, "rows": 0, "resident_bytes": 0, "jobs_per_second": 1.5, "oldest_seconds": 2, "later": [{}]}
        """

    @Test("A reason of any length leaves a record that can be read")
    func longReason() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        var record = full
        record.reason = String(repeating: "\u{1}", count: 100_000)
        record.waiting = String(repeating: "\u{2}", count: 100_000)
        try fixture.registry.write(record, expiringAfter: .seconds(100), &connection)
        let read = try fixture.registry.workers(&connection)
        #expect(read.first?.reason == String(repeating: "\u{1}", count: 1000))
        #expect(read.first?.waiting == String(repeating: "\u{2}", count: 1000))
    }

    @Test("When Redis is full, records are written and read, and the pointer moves")
    func outOfMemory() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", "three", connection: &connection)
        _ = try connection.call(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
        do {
            _ = try connection.call(RedisCommand("SET", "more", "x"))
            Issue.record("Redis is not full")
        } catch {
            #expect(error.isServer("OOM"))
        }
        try fixture.registry.write(full, expiringAfter: .seconds(100), &connection)
        #expect(try fixture.registry.workers(&connection) == [full])
        #expect(try fixture.registry.rollback(to: nil, by: "ann", &connection).version == 2)
        #expect(try fixture.registry.pointer(&connection)?.version == 2)
        #expect(try fixture.bytes(2, &connection) == "two")
        #expect(try fixture.registry.prune(keeping: 0, &connection) == [1])
        try fixture.registry.remove(workerID: "a1", &connection)
        #expect(try fixture.registry.workers(&connection) == [])
        let refused = try failure { try fixture.publish("four", connection: &connection) }
        guard case .redis(let error) = refused else {
            throw TestFailure("expected OOM, found \(String(describing: refused))")
        }
        #expect(error.isServer("OOM"))
        #expect(try fixture.registry.pointer(&connection)?.lastVersion == 3)
    }
}
