import Checksum
import Keyspace
import Redis
import Synchronization
import TestSupport
import Testing

@testable import ModelRegistry

@Suite struct PublishTests {
    @Test("A model without a publication has no pointer and no versions")
    func empty() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        #expect(try fixture.registry.pointer(&connection) == nil)
        #expect(try fixture.registry.versions(&connection).isEmpty)
    }

    @Test("A publication gives the next version, moves the pointer and raises the generation")
    func publish() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let first = try fixture.registry.publish(Array("one".utf8), by: "ann@host", condition: .none, &connection)
        #expect(first.version == 1 && first.previous == nil && first.lastVersion == 1 && first.generation == 1)
        #expect(first.sha256 == SHA256.hex(Array("one".utf8)) && first.publishedBy == "ann@host")
        #expect(try fixture.registry.pointer(&connection) == first)

        let second = try fixture.registry.publish(Array("two".utf8), by: "bob", condition: .none, &connection)
        #expect(second.version == 2 && second.previous == 1 && second.lastVersion == 2 && second.generation == 2)
        #expect(try fixture.registry.pointer(&connection) == second)
        #expect(try fixture.bytes(1, &connection) == "one")

        let versions = try fixture.registry.versions(&connection)
        #expect(versions.map(\.number) == [2, 1])
        #expect(versions.map(\.byteCount) == [3, 3])
        #expect(versions.map(\.sha256) == [second.sha256, first.sha256])
        #expect(versions.map(\.publishedAt) == [second.publishedAt, first.publishedAt])
    }

    @Test("A published version does not expire and its upload is gone")
    func keys() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", connection: &connection)
        #expect(try connection.call(RedisCommand("TTL", fixture.keys.version(1))).integer() == -1)
        #expect(try connection.call(RedisCommand("KEYS", "*upload*")).count() == 0)
    }

    @Test("A file of several pieces arrives whole", arguments: [1, 16 << 20, (33 << 20) + 17])
    func pieces(count: Int) throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        var bytes = [UInt8](repeating: 7, count: count)
        for index in stride(from: 0, to: count, by: 4093) { bytes[index] = UInt8(truncatingIfNeeded: index >> 12) }
        let pointer = try fixture.registry.publish(bytes, by: "test", condition: .none, &connection)
        #expect(pointer.sha256 == SHA256.hex(bytes))
        #expect(try fixture.registry.fetch(1, sha256: pointer.sha256, limit: count, &connection) == bytes)
    }

    @Test("Nothing is no version")
    func nothing() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let kind = try failure { try fixture.registry.publish([], by: "test", condition: .none, &connection) }
        #expect(kind == .tooLarge)
        #expect(try fixture.registry.pointer(&connection) == nil)
    }

    @Test("ifAbsent publishes the first version and never a second one")
    func ifAbsent() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let first = try fixture.registry.publish([1], by: "a", condition: .ifAbsent, &connection)
        #expect(first.version == 1)
        let kind = try failure { try fixture.registry.publish([2], by: "b", condition: .ifAbsent, &connection) }
        #expect(kind == .alreadyPresent)
        #expect(try fixture.registry.pointer(&connection) == first)
    }

    @Test("ifGeneration publishes only on the generation it names")
    func ifGeneration() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let registry = fixture.registry
        #expect(try registry.publish([1], by: "a", condition: .ifGeneration(0), &connection).generation == 1)
        for stale in [0, 2] {
            let kind = try failure {
                try registry.publish([2], by: "b", condition: .ifGeneration(stale), &connection)
            }
            #expect(kind == .conflict)
        }
        #expect(try registry.publish([3], by: "c", condition: .ifGeneration(1), &connection).version == 2)
    }

    @Test("Three publishers that race get versions without gaps, each with its own bytes")
    func race() throws {
        let fixture = try Fixture()
        let rounds = 30
        let published = Mutex<[Int: String]>([:])
        let failures = Race.run(threads: 3, rounds: rounds, fixture) {
            [registry = fixture.registry] turn, connection in
            let content = "thread \(turn.thread), round \(turn.round)"
            let pointer = try registry.publish(Array(content.utf8), by: "test", condition: .none, &connection)
            let earlier = published.withLock { $0.updateValue(content, forKey: pointer.version) }
            if let earlier { throw TestFailure("version \(pointer.version) was \(earlier) already") }
        }
        #expect(failures.isEmpty)
        let contents = published.withLock { $0 }
        let count = 3 * rounds
        #expect(contents.keys.sorted() == Array(1...count))
        var connection = try fixture.server.connect()
        for (version, content) in contents { #expect(try fixture.bytes(version, &connection) == content) }
        let pointer = try fixture.registry.pointer(&connection)
        #expect(pointer?.version == count && pointer?.generation == count && pointer?.previous == count - 1)
        #expect(try connection.call(RedisCommand("KEYS", "*upload*")).count() == 0)
    }

    @Test("Of three that publish the first version at once with ifAbsent, one does")
    func absentRace() throws {
        let fixture = try Fixture()
        let failures = Race.run(threads: 3, rounds: 1, fixture) { [registry = fixture.registry] turn, connection in
            _ = try registry.publish([UInt8(turn.thread)], by: "test", condition: .ifAbsent, &connection)
        }
        #expect(failures.map { ($0 as? RegistryError)?.kind } == [.alreadyPresent, .alreadyPresent])
        var connection = try fixture.server.connect()
        #expect(try fixture.registry.versions(&connection).map(\.number) == [1])
        #expect(try connection.call(RedisCommand("KEYS", "*upload*")).count() == 0)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let generation: Int
        let version: Int
        let length: Int
        let answer: String
    }

    @Test(
        "The script names an upload only for a publisher that saw the newest pointer, and only whole",
        arguments: [
            Refusal(testDescription: "older generation", generation: 0, version: 2, length: 4, answer: "CONFLICT"),
            Refusal(testDescription: "newer generation", generation: 2, version: 2, length: 4, answer: "CONFLICT"),
            Refusal(testDescription: "used version", generation: 1, version: 1, length: 4, answer: "CONFLICT"),
            Refusal(testDescription: "skipped version", generation: 1, version: 3, length: 4, answer: "CONFLICT"),
            Refusal(testDescription: "short upload", generation: 1, version: 2, length: 5, answer: "NOUPLOAD"),
        ])
    func script(refusal: Refusal) throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let before = try fixture.publish("one", connection: &connection)
        let upload = fixture.keys.upload("x")
        _ = try connection.call(RedisCommand("SET", upload, "four"))
        let answer = try connection.run(
            RegistryScripts.publish,
            keys: [fixture.keys.model, fixture.keys.models, upload, fixture.keys.version(refusal.version)],
            ["\(refusal.generation)", "\(refusal.version)", "\(refusal.length)", "0", "test", fixture.keys.events])
        #expect(try answer.texts() == [refusal.answer])
        #expect(try fixture.registry.pointer(&connection) == before)
        #expect(try fixture.registry.versions(&connection).map(\.number) == [1])
        #expect(try fixture.bytes(1, &connection) == "one")
    }

    @Test("Bytes that are stored under a version are never overwritten, even when the pointer was lost")
    func taken() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", connection: &connection)
        _ = try connection.call(RedisCommand("DEL", fixture.keys.model))
        let kind = try failure { try fixture.publish("other", connection: &connection) }
        #expect(kind == .malformed)
        #expect(try connection.call(RedisCommand("GET", fixture.keys.version(1))).text() == "one")
        #expect(try fixture.registry.pointer(&connection) == nil)
        #expect(try connection.call(RedisCommand("KEYS", "*upload*")).count() == 0)
    }

    @Test("A models key of another type fails the publication before anything is written")
    func wrongType() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        _ = try connection.call(RedisCommand("SET", fixture.keys.models, "text"))
        #expect(throws: RegistryError.self) { try fixture.publish("one", connection: &connection) }
        #expect(try connection.call(RedisCommand("EXISTS", fixture.keys.version(1))).integer() == 0)
        #expect(try fixture.registry.pointer(&connection) == nil)
    }

    @Test(
        "A pointer that no Scoreline wrote is refused",
        arguments: [
            ["version", "x"], ["version", "0"], ["version", "9"], ["generation", "-1"], ["last_version", "nan"],
            ["published_at", ""], ["sha256:1", "short"], ["generation", "9223372036854775807"],
        ])
    func malformed(field: [String]) throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", connection: &connection)
        _ = try connection.call(RedisCommand("HSET", fixture.keys.model, field[0], field[1]))
        #expect(try failure { try fixture.registry.pointer(&connection) } == .malformed)
    }
}
