import JobQueue
package import Keyspace
import ModelRegistry
import Monitoring
package import Redis

/// Everything the pages show, read at most once a second whoever asks.
package struct Observatory: Sendable {
    let keyspace: Keyspace
    /// For what every page needs.
    private let reader: RedisReader
    /// For what takes long: whole model files, whole jobs, searches.
    private let slowReader: RedisReader
    private let cache = ReadingCache()
    private let names: ModelNameMemory

    package init(_ configuration: RedisConfiguration, _ keyspace: Keyspace) {
        self.keyspace = keyspace
        reader = RedisReader(configuration)
        slowReader = RedisReader(configuration)
        names = ModelNameMemory(keyspace, configuration)
    }

    package func shutDown() async {
        await reader.shutDown()
        await slowReader.shutDown()
    }

    // MARK: Pages

    func overview() async throws -> Overview {
        try await cache.value("overview") { [self] in
            try await reader.read { connection in
                var (models, broken): ([ModelStatus], BrokenModels) = ([], BrokenModels())
                for name in try names.current() {
                    let keys = try keyspace.model(name)
                    try connection.move(toSlotOf: keys.jobs)
                    do throws(RegistryError) { models.append(try ModelStatus.read(keys, &connection)) } catch {
                        try broken.note(name, error)
                    }
                }
                return Overview(
                    models: models, broken: broken, memory: try RedisMemory.read(&connection),
                    server: connection.server)
            }
        }
    }

    /// Throws `noSuchModel` for a model that has left no trace.
    func status(of model: String) async throws -> ModelSight {
        let keys = try keys(of: model)
        return try await cache.value("status \(model)") { [self] in
            try await reader.read { connection in
                try connection.move(toSlotOf: keys.jobs)
                let status = try ModelStatus.read(keys, &connection)
                guard try status.hasTraces || names.current().contains(model) else {
                    throw ReadError.noSuchModel(model)
                }
                return ModelSight(status: status, memory: try RedisMemory.read(&connection))
            }
        }
    }

    // MARK: Other readings

    /// Reads something of one model; `key` names it among all that is read, with whatever it depends on.
    func reading<Value: Sendable>(
        _ key: String, of model: String, isSlow: Bool = false, for life: Duration = .seconds(1),
        _ read: @escaping @Sendable (ModelKeys, inout RedisConnection) throws -> Value
    ) async throws -> Value {
        let keys = try keys(of: model)
        let reader = isSlow ? slowReader : reader
        return try await cache.value("\(key) of \(model)", for: life) {
            try await reader.read { connection in
                try connection.move(toSlotOf: keys.jobs)
                return try read(keys, &connection)
            }
        }
    }

    func keys(of model: String) throws(ReadError) -> ModelKeys {
        do { return try keyspace.model(model) } catch { throw .noSuchModel(model) }
    }
}

/// One model at one moment.
struct ModelSight: Sendable {
    let status: ModelStatus
    let memory: RedisMemory?

    var concerns: [Concern] { status.concerns(memory) }
}

extension ModelStatus {
    /// Whether anything of the model is in Redis.
    fileprivate var hasTraces: Bool {
        pointer != nil || !workers.isEmpty || depth.waiting + depth.inFlight + depth.results + depth.dead > 0
            || depth.isPaused
    }
}
