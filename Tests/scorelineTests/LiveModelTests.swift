import Keyspace
import ModelFile
import ModelRegistry
import Monitoring
import Redis
import ScoringModel
import Settings
import TestSupport
import Testing

@testable import scoreline

@Suite struct LiveModelTests {
    @Test("While bad bytes are live, rows are sent for the version that workers serve instead")
    func fallback() throws {
        let server = try RedisServer()
        let keys = try Keyspace().model("sample")
        var connection = try server.connect()
        #expect(throws: ProgramFailure.self) { try LiveModel.served(keys, &connection) }
        let registry = ModelRegistry(keys: keys)
        let good = try SampleModel.file
        _ = try registry.publish(good, by: "test", condition: .none, &connection)
        #expect(try LiveModel.served(keys, &connection).version == 1)
        _ = try registry.publish(Array("no model".utf8), by: "test", condition: .none, &connection)
        #expect(throws: ProgramFailure.self) { try LiveModel(keys, &connection) }
        let served = try LiveModel.served(keys, &connection)
        #expect(served.version == 1 && !served.isLive && served.manifest.features == SampleModel.features)
    }

    @Test("Models are found by their keys, whatever else the database holds")
    func names() throws {
        let server = try RedisServer()
        var connection = try server.connect()
        for key in [
            "scoreline:{b}:jobs", "scoreline:{a}:model", "scoreline:{a}:results", "other:{c}:jobs",
            "scoreline:{no name}:x",
        ] {
            _ = try connection.call(RedisCommand("SET", key, "1"))
        }
        #expect(try ModelNames.find(try Keyspace(), server.configuration) == ["a", "b"])
    }
}
