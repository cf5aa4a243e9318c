import DriftWindows
package import JSONBytes
package import JobQueue
package import Keyspace
package import ModelRegistry
package import Redis

/// Queue, version and workers of one model, at one moment.
package struct ModelStatus: Sendable {
    package let model: String
    package let depth: QueueDepth
    package let pointer: ModelPointer?
    package let workers: [WorkerRecord]
    /// Nil while there is nothing to compare.
    package var drift: DriftStatus?
    /// Why what was counted for drift can't be read; nil when it can.
    package var driftFailure: String?

    package static func read(
        _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RegistryError) -> ModelStatus {
        let registry = ModelRegistry(keys: keys)
        let depth: QueueDepth
        do throws(RedisError) { depth = try QueueDepth.read(keys, &connection) } catch { throw RegistryError(error) }
        let pointer = try registry.pointer(&connection)
        let workers = try registry.workers(&connection)
        var (drift, failure): (DriftStatus?, String?) = (nil, nil)
        do throws(DriftWindowError) {
            if let pointer { drift = try DriftStatus.read(keys, pointer, &connection) }
        } catch {
            // The rest is worth more: a stranger's key, or rules for users that do not know of these keys yet.
            if case .redis(let cause) = error.kind, !cause.isConnectionUsable { throw RegistryError(cause) }
            failure = error.description
        }
        return ModelStatus(
            model: keys.name, depth: depth, pointer: pointer, workers: workers, drift: drift, driftFailure: failure)
    }

    /// Estimated by the workers: a push carries no time. Nil when jobs wait and no worker looks at them.
    package var oldestSeconds: Double? {
        if depth.jobs + depth.handoff + depth.suspects == 0 { return 0 }
        return workers.map(\.oldestSeconds).max()
    }

    /// That of `scoreline status MODEL --json`. With `memory` how full Redis is may be among the concerns.
    package func json(_ memory: RedisMemory? = nil) -> JSONValue {
        .object([
            .init("model", .string(model)), .init("pending", .integer(depth.jobs + depth.handoff)),
            .init("in_flight", .integer(depth.inFlight)), .init("suspects", .integer(depth.suspects)),
            .init("dead", .integer(depth.dead)), .init("results", .integer(depth.results)),
            .init("oldest_seconds", oldestSeconds.map { .number($0) } ?? .null),
            .init("paused", .boolean(depth.isPaused)),
            .init("version", pointer.map { .integer($0.version) } ?? .null),
            .init("previous", pointer?.previous.map { .integer($0) } ?? .null),
            .init("generation", pointer.map { .integer($0.generation) } ?? .null),
            .init("workers", .array(workers.map(Self.json))), .init("drift", driftJSON),
            .init("health", .string(health.rawValue)),
            .init("concerns", .array(concerns(memory).map(\.json))),
        ])
    }

    private var driftJSON: JSONValue {
        if let driftFailure { return .object([.init("error", .string(driftFailure))]) }
        return drift?.json(withBins: false) ?? .null
    }

    private static func json(_ worker: WorkerRecord) -> JSONValue {
        .object([
            .init("id", .string(worker.id)), .init("state", .string(worker.state.rawValue)),
            .init("version", worker.version.map { .integer($0) } ?? .null),
            .init("refused_version", worker.refusedVersion.map { .integer($0) } ?? .null),
            .init("reason", worker.reason.map { .string($0) } ?? .null),
            .init("waiting", worker.waiting.map { .string($0) } ?? .null), .init("host", .string(worker.host)),
            .init("pid", .integer(worker.pid)), .init("lanes", .integer(worker.lanes)),
            .init("in_flight", .integer(worker.inFlight)), .init("jobs", .integer(worker.jobs)),
            .init("rows", .integer(worker.rows)), .init("jobs_per_second", .number(worker.jobsPerSecond)),
            .init("resident_bytes", .integer(worker.residentBytes)),
        ])
    }
}
