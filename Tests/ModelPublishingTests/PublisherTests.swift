import Keyspace
import ModelRegistry
import Redis
import Settings
import TestSupport
import Testing

@testable import ModelPublishing

@Suite struct PublisherTests {
    private static func publisher(
        _ flags: [String: String], defaults: PublishDefaults = PublishDefaults()
    ) throws -> Publisher {
        try Publisher(SettingsLayers(flags: flags, environment: [:]), defaults: defaults)
    }

    /// A worker that refused a version of a model in a Redis of its own.
    private static func refuse(_ version: Int, of keys: ModelKeys, _ connection: inout RedisConnection) throws {
        let record = WorkerRecord(
            id: "w", host: "h", pid: 1, startedAt: 0, state: .refused, version: 1, refusedVersion: version,
            reason: "too large")
        try ModelRegistry(keys: keys).write(record, expiringAfter: .seconds(600), &connection)
    }

    @Test("A refusal takes a version back only while it is the live one")
    func overtaken() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let keys = try Keyspace(prefix: "t").model("m")
        let registry = ModelRegistry(keys: keys)
        let publisher = try Self.publisher(["wait": "30", "rollback-on-refusal": "true"])
        _ = try publisher.publish([1], as: keys, how: .publish, &connection)
        let second = try publisher.publish([2], as: keys, how: .publish, &connection)
        try Self.refuse(2, of: keys, &connection)
        _ = try registry.publish([3], by: "another", condition: .none, &connection)
        let rollout = try publisher.follow(second, of: keys, showsProgress: false, &connection)
        #expect(rollout?.restored == .movedOn(3))
        #expect(
            rollout?.failure?.description
                == "version 2 of m is REFUSED, version 3, published meanwhile, stays live: worker w: too large")
        #expect(try registry.pointer(&connection)?.version == 3)
    }

    @Test("A first version that is refused stays, for there is none before it")
    func first() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let keys = try Keyspace(prefix: "t").model("m")
        let publisher = try Self.publisher(["wait": "30"], defaults: PublishDefaults(rollbackOnRefusal: true))
        let publication = try publisher.publish([1], as: keys, how: .publish, &connection)
        try Self.refuse(1, of: keys, &connection)
        let rollout = try publisher.follow(publication, of: keys, showsProgress: false, &connection)
        #expect(rollout?.restored == .nothingBefore)
        #expect(rollout?.failure?.description.contains("no version was live before it: worker w: too large") == true)
    }

    @Test("What was live already is waited for, but not taken back")
    func live() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let keys = try Keyspace(prefix: "t").model("m")
        let publisher = try Self.publisher([:], defaults: PublishDefaults(wait: .seconds(30), rollbackOnRefusal: true))
        _ = try publisher.publish([1], as: keys, how: .publish, &connection)
        let second = try publisher.publish([2], as: keys, how: .publish, &connection)
        try Self.refuse(2, of: keys, &connection)
        let pointer = try #require(second.pointer)
        let rollout = try publisher.follow(.live(pointer), of: keys, showsProgress: false, &connection)
        #expect(rollout?.restored == nil)
        #expect(rollout?.failure?.description == "version 2 of m is REFUSED by worker w: too large")
        #expect(try ModelRegistry(keys: keys).pointer(&connection)?.version == 2)
    }

    @Test("A version is live also when older ones can't be removed")
    func keepsTooMany() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        let keys = try Keyspace(prefix: "t").model("m")
        let publisher = try Self.publisher(["keep": "1"])
        for byte in [UInt8(1), 2, 3] { _ = try publisher.publish([byte], as: keys, how: .publish, &connection) }
        // All that pruning needs and publishing does not.
        _ = try connection.call(RedisCommand("ACL", "SETUSER", "default", "-unlink"))
        let publication = try publisher.publish([4], as: keys, how: .publish, &connection)
        #expect(publication.pointer?.version == 4)
        #expect(try ModelRegistry(keys: keys).pointer(&connection)?.version == 4)
    }

    @Test("A flag overrides the recipe, and what can't be told from a refusal is refused itself")
    func settings() throws {
        let recipe = PublishDefaults(keep: 3, wait: .seconds(9), rollbackOnRefusal: true)
        _ = try Self.publisher(["rollback-on-refusal": "false"], defaults: recipe)
        _ = try Self.publisher([:], defaults: recipe)
        for flags in [
            ["rollback-on-refusal": "true"], ["if-absent": "true", "if-generation": "1"], ["keep": "0"],
            ["if-generation": "-1"],
        ] {
            #expect(throws: SettingsError.self) { try Self.publisher(flags) }
        }
    }
}
