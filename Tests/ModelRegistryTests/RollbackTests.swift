import Checksum
import Keyspace
import Redis
import TestSupport
import Testing

@testable import ModelRegistry

@Suite struct RollbackTests {
    @Test("A rollback goes to the version that was live before, and back again")
    func previous() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", connection: &connection)
        let back = try fixture.registry.rollback(to: nil, by: "ann", &connection)
        #expect(back.version == 1 && back.previous == 2 && back.lastVersion == 2 && back.generation == 3)
        #expect(back.sha256 == SHA256.hex(Array("one".utf8)) && back.publishedBy == "ann")
        #expect(try fixture.registry.pointer(&connection) == back)
        #expect(try fixture.registry.rollback(to: nil, by: "ann", &connection).version == 2)
    }

    @Test("A rollback goes to any version that is stored")
    func named() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", "three", connection: &connection)
        let back = try fixture.registry.rollback(to: 1, by: "ann", &connection)
        #expect(back.version == 1 && back.previous == 3 && back.lastVersion == 3)
        #expect(try fixture.registry.pointer(&connection) == back)
    }

    @Test("A rollback to the live version changes nothing")
    func same() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let before = try fixture.publish("one", "two", connection: &connection)
        #expect(try fixture.registry.rollback(to: 2, by: "ann", &connection) == before)
        #expect(try fixture.registry.pointer(&connection) == before)
    }

    @Test("A rollback without a model, without a previous version or to an absent version is refused")
    func refused() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        #expect(try failure { try fixture.registry.rollback(to: nil, by: "a", &connection) } == .noModel)
        let before = try fixture.publish("one", connection: &connection)
        #expect(try failure { try fixture.registry.rollback(to: nil, by: "a", &connection) } == .noPrevious)
        for absent in [-1, 0, 2] {
            #expect(try failure { try fixture.registry.rollback(to: absent, by: "a", &connection) } == .noSuchVersion)
        }
        #expect(try fixture.registry.pointer(&connection) == before)
    }

    @Test("A rollback to a version whose bytes are gone is refused")
    func evicted() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let before = try fixture.publish("one", "two", connection: &connection)
        _ = try connection.call(RedisCommand("DEL", fixture.keys.version(1)))
        #expect(try failure { try fixture.registry.rollback(to: nil, by: "a", &connection) } == .noSuchVersion)
        #expect(try fixture.registry.pointer(&connection) == before)
    }

    @Test("The script moves the pointer only for a caller that saw the newest one", arguments: [1, 3])
    func conflict(generation: Int) throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let before = try fixture.publish("one", "two", connection: &connection)
        let answer = try connection.run(
            RegistryScripts.rollback, keys: [fixture.keys.model, fixture.keys.version(1)],
            ["\(generation)", "1", "ann", fixture.keys.events])
        #expect(try answer.texts() == ["CONFLICT"])
        #expect(try fixture.registry.pointer(&connection) == before)
    }

    @Test("A version's number is not used again after a rollback")
    func numberAfterRollback() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", "three", connection: &connection)
        _ = try fixture.registry.rollback(to: 1, by: "ann", &connection)
        let next = try fixture.publish("four", connection: &connection)
        #expect(next?.version == 4 && next?.previous == 1)
        #expect(try fixture.bytes(2, &connection) == "two")
        #expect(try fixture.bytes(3, &connection) == "three")
    }

    @Test("A version's number is not used again after a prune")
    func numberAfterPrune() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", "three", "four", connection: &connection)
        _ = try fixture.registry.rollback(to: 1, by: "ann", &connection)
        _ = try fixture.registry.rollback(to: 2, by: "ann", &connection)
        #expect(try fixture.registry.prune(keeping: 0, &connection) == [4, 3])
        #expect(try fixture.publish("five", connection: &connection)?.version == 5)
    }

    @Test("A prune removes old versions with their bytes and checksums")
    func prune() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", "three", "four", "five", connection: &connection)
        #expect(try fixture.registry.prune(keeping: 3, &connection) == [2, 1])
        #expect(try fixture.registry.versions(&connection).map(\.number) == [5, 4, 3])
        for version in 1...2 {
            #expect(try connection.call(RedisCommand("EXISTS", fixture.keys.version(version))).integer() == 0)
            let checksum = try connection.call(RedisCommand("HGET", fixture.keys.model, "sha256:\(version)")).text()
            #expect(checksum == nil)
        }
        #expect(try fixture.registry.prune(keeping: 3, &connection) == [])
    }

    @Test("A prune never removes the live and the previous version")
    func pruneKeepsPointer() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", "three", "four", connection: &connection)
        let pointer = try fixture.registry.rollback(to: 1, by: "ann", &connection)
        #expect(try fixture.registry.prune(keeping: 0, &connection) == [3, 2])
        #expect(try fixture.registry.versions(&connection).map(\.number) == [4, 1])
        #expect(try fixture.registry.pointer(&connection) == pointer)
        #expect(try fixture.bytes(1, &connection) == "one")
        #expect(try fixture.registry.rollback(to: nil, by: "ann", &connection).version == 4)
    }

    @Test("Many versions are pruned in several parts")
    func pruneMany() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        let count = 2 * ModelRegistry.chunk + 20
        for version in 1...count {
            _ = try fixture.registry.publish(Array("\(version)".utf8), by: "test", condition: .none, &connection)
        }
        #expect(try fixture.registry.versions(&connection).map(\.number) == Array((1...count).reversed()))
        #expect(try fixture.registry.prune(keeping: 2, &connection) == Array((1...(count - 2)).reversed()))
        #expect(try fixture.registry.versions(&connection).map(\.number) == [count, count - 1])
    }
}
