import Keyspace
import Redis
import TestSupport
import Testing

@testable import ModelRegistry

@Suite struct FetchTests {
    @Test("Bytes with another checksum than asked for are refused")
    func otherChecksum() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", connection: &connection)
        let one = try fixture.registry.versions(&connection)[1].sha256
        let kind = try failure { try fixture.registry.fetch(2, sha256: one, limit: 100, &connection) }
        #expect(kind == .checksumMismatch)
    }

    @Test("Bytes that changed since they were published are refused")
    func corrupted() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", connection: &connection)
        _ = try connection.call(RedisCommand("SETRANGE", fixture.keys.version(1), "2", "E"))
        let kind = try failure { try fixture.registry.fetch(1, sha256: nil, limit: 100, &connection) }
        #expect(kind == .checksumMismatch)
    }

    @Test("A version above the limit is refused; one of just the limit is not")
    func limit() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("12345", connection: &connection)
        let kind = try failure { try fixture.registry.fetch(1, sha256: nil, limit: 4, &connection) }
        #expect(kind == .tooLarge)
        #expect(try fixture.registry.fetch(1, sha256: nil, limit: 5, &connection) == Array("12345".utf8))
    }

    @Test("A version that is not there is refused", arguments: [0, -1, 2, 3])
    func absent(version: Int) throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", "two", connection: &connection)
        _ = try connection.call(RedisCommand("DEL", fixture.keys.version(2)))
        for checksum in [nil, String(repeating: "0", count: 64)] {
            let kind = try failure { try fixture.registry.fetch(version, sha256: checksum, limit: 100, &connection) }
            #expect(kind == .noSuchVersion)
        }
        #expect(try fixture.registry.versions(&connection).map(\.number) == [1])
    }

    @Test("What condemns a version is its bytes, not a Redis that failed")
    func condemns() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", connection: &connection)
        try fixture.server.kill()
        do {
            _ = try fixture.registry.fetch(1, sha256: nil, limit: 100, &connection)
            Issue.record("a killed Redis answered")
        } catch {
            #expect(!error.condemnsVersion && !error.isConnectionUsable)
        }
        for kind in [RegistryError.Kind.noSuchVersion, .checksumMismatch, .tooLarge] {
            #expect(RegistryError(kind, "").condemnsVersion && RegistryError(kind, "").isConnectionUsable)
        }
    }
}
