import Keyspace
import ModelRegistry
import Redis
import TestSupport

/// A Redis of the test's own with the registry of one model.
struct Fixture {
    let server: RedisServer
    let keys: ModelKeys
    let registry: ModelRegistry

    init() throws {
        server = try RedisServer()
        keys = try Keyspace(prefix: "t").model("penguins")
        registry = ModelRegistry(keys: keys)
    }

    /// Publishes contents one after another and returns the last pointer.
    @discardableResult
    func publish(_ contents: String..., connection: inout RedisConnection) throws -> ModelPointer? {
        var last: ModelPointer?
        for content in contents {
            last = try registry.publish(Array(content.utf8), by: "test", condition: .none, &connection)
        }
        return last
    }

    func bytes(_ version: Int, _ connection: inout RedisConnection) throws -> String {
        String(
            decoding: try registry.fetch(version, sha256: nil, limit: 1 << 20, &connection), as: UTF8.self)
    }

    func generation(_ connection: inout RedisConnection) throws -> Int {
        try registry.pointer(&connection)?.generation ?? 0
    }
}

/// The kind of the registry's error that the body throws; nil when it throws none.
func failure<Value>(_ body: () throws -> Value) throws -> RegistryError.Kind? {
    do {
        _ = try body()
        return nil
    } catch let error as RegistryError {
        return error.kind
    }
}
