import Keyspace
import ModelRegistry
import Redis
import TestSupport
import Testing

@Suite struct EventSubscriptionTests {
    @Test("A publication and a rollback ring, and the subscription goes on after a quiet wait")
    func rings() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        var subscription = try EventSubscription.open(fixture.server.configuration, keys: fixture.keys)
        #expect(try !subscription.wait(upTo: .milliseconds(1)))
        try fixture.publish("one", connection: &connection)
        #expect(try subscription.wait(upTo: .seconds(60)))
        #expect(try !subscription.wait(upTo: .milliseconds(1)))
        try fixture.publish("two", connection: &connection)
        #expect(try subscription.wait(upTo: .seconds(60)))
        _ = try fixture.registry.rollback(to: 1, by: "test", &connection)
        #expect(try subscription.wait(upTo: .seconds(60)))
    }

    @Test("What was refused, and other models, do not ring")
    func silent() throws {
        let fixture = try Fixture()
        var connection = try fixture.server.connect()
        try fixture.publish("one", connection: &connection)
        var subscriber = try fixture.server.connect()
        _ = try subscriber.call(RedisCommand("SUBSCRIBE", fixture.keys.events))
        _ = try failure { try fixture.registry.publish([2], by: "b", condition: .ifAbsent, &connection) }
        _ = try failure { try fixture.registry.rollback(to: 7, by: "b", &connection) }
        let other = ModelRegistry(keys: try Keyspace(prefix: "t").model("other"))
        _ = try other.publish([1], by: "test", condition: .none, &connection)
        // Messages come in order: the first one is that of the next publication.
        try fixture.publish("two", connection: &connection)
        let message = try subscriber.receiveMessage(within: .seconds(60))?.texts()
        #expect(message == ["message", fixture.keys.events, "2"])
    }

    @Test("Another thread can interrupt the wait")
    func interrupted() throws {
        let fixture = try Fixture()
        let interrupt = Interrupt()
        var subscription = try EventSubscription.open(
            fixture.server.configuration, keys: fixture.keys, interrupt: interrupt)
        interrupt.trigger()
        #expect {
            _ = try subscription.wait(upTo: .seconds(60))
        } throws: {
            ($0 as? RedisError)?.kind == .interrupted
        }
    }

    @Test("A server that goes away ends the wait")
    func lost() throws {
        let fixture = try Fixture()
        var subscription = try EventSubscription.open(fixture.server.configuration, keys: fixture.keys)
        try fixture.server.kill()
        #expect {
            _ = try subscription.wait(upTo: .seconds(60))
        } throws: {
            ($0 as? RedisError)?.kind == .connectionLost
        }
    }
}
