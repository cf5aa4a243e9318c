import Keyspace
import Redis
import TestSupport
import Testing

@testable import scoreline

@Suite struct KeyInventoryTests {
    private func server(keys: Int) throws -> RedisServer {
        let server = try RedisServer()
        var connection = try server.connect()
        var command = RedisCommand("MSET")
        for number in 0..<keys {
            command.append("scoreline:{m}:model:\(number)")
            command.append("x")
        }
        _ = try connection.call(command)
        for key in ["scoreline:{other}:model:1", "scoreline-2:{m}:jobs", "scoreline:{b a d}:x", "else"] {
            _ = try connection.call(RedisCommand("SET", key, "x"))
        }
        return server
    }

    @Test("Every key of the prefix is looked at, of the models named if any are")
    func complete() throws {
        let server = try server(keys: 3_000)
        var connection = try server.connect()
        let all = try KeyInventory.read(Keyspace(), only: [], &connection).value
        #expect(all?.keys == 3_001 && all?.isComplete == true && all?.models == ["m", "other"] && all?.strays == [:])
        let named = try KeyInventory.read(Keyspace(), only: ["other"], &connection).value
        #expect(named?.keys == 1 && named?.isComplete == true && named?.models == ["other"])
    }

    @Test("A large Redis costs no more than the bounds, and the inventory says that it is not complete")
    func bounded() throws {
        let server = try server(keys: 3_000)
        var connection = try server.connect()
        let few = try KeyInventory.read(
            Keyspace(), only: [], bounds: KeyInventory.Bounds(rounds: 3, keysPerRound: 100), &connection)
        #expect(few.value?.isComplete == false && (1..<1_000).contains(few.value?.keys ?? 0), "\(few)")
        let some = try KeyInventory.read(
            Keyspace(), only: [], bounds: KeyInventory.Bounds(keysPerRound: 100, keys: 500), &connection)
        #expect(some.value?.isComplete == false && (500..<1_000).contains(some.value?.keys ?? 0), "\(some)")
    }

    @Test(
        "Who may not scan, or not look at a key, gets no inventory but the rule it takes",
        arguments: ["-scan", "-pttl"])
    func refused(rule: String) throws {
        let server = try server(keys: 1)
        var connection = try server.connect()
        _ = try connection.call(RedisCommand("ACL", "SETUSER", "default", rule))
        let inventory = try KeyInventory.read(Keyspace(), only: [], &connection)
        #expect(inventory == .unknown(.permission(KeyInventory.rule)))
        #expect(try connection.call(RedisCommand("PING")).text() == "PONG")
    }
}
