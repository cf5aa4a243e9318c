import JSONBytes
import JobQueue
import Keyspace
import ModelRegistry
import Redis
import Settings

/// Queue, version and workers of one model, at one moment.
struct ModelReport {
    let model: String
    let depth: QueueDepth
    let pointer: ModelPointer?
    let workers: [WorkerRecord]

    static func read(
        _ keys: ModelKeys, _ connection: inout RedisConnection
    ) throws(RegistryError) -> ModelReport {
        let registry = ModelRegistry(keys: keys)
        let depth: QueueDepth
        do throws(RedisError) { depth = try QueueDepth.read(keys, &connection) } catch { throw RegistryError(error) }
        return ModelReport(
            model: keys.name, depth: depth, pointer: try registry.pointer(&connection),
            workers: try registry.workers(&connection))
    }

    /// Estimated by the workers: a push carries no time. Nil when jobs wait and no worker looks at them.
    var oldestSeconds: Double? {
        if depth.jobs + depth.handoff + depth.suspects == 0 { return 0 }
        return workers.map(\.oldestSeconds).max()
    }

    var json: JSONValue {
        .object([
            .init("model", .string(model)), .init("pending", .integer(depth.jobs + depth.handoff)),
            .init("in_flight", .integer(depth.inFlight)), .init("suspects", .integer(depth.suspects)),
            .init("dead", .integer(depth.dead)), .init("results", .integer(depth.results)),
            .init("oldest_seconds", oldestSeconds.map { .number($0) } ?? .null),
            .init("paused", .boolean(depth.isPaused)),
            .init("version", pointer.map { .integer($0.version) } ?? .null),
            .init("previous", pointer?.previous.map { .integer($0) } ?? .null),
            .init("generation", pointer.map { .integer($0.generation) } ?? .null),
            .init("workers", .array(workers.map(Self.json))),
        ])
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

    /// A few lines for people.
    var text: String {
        var text = model + versionSentence + (depth.isPaused ? "; PAUSED: scoreline resume \(model)" : "") + "\n"
        let age = oldestSeconds.map { "\(($0 * 10).rounded() / 10) s" } ?? "unknown"
        text += "  pending \(depth.jobs + depth.handoff)  in flight \(depth.inFlight)  suspects \(depth.suspects)"
        text += "  dead \(depth.dead)  unread results \(depth.results)  oldest job \(age)\n"
        guard !workers.isEmpty else {
            return text + "  No worker is running; start one: scoreline-worker --model \(model)\n"
        }
        var table = TextTable(["  WORKER", "HOST", "PID", "STATE", "VERSION", "JOBS/S", "IN FLIGHT", "REASON"])
        for worker in workers {
            table.append([
                "  " + worker.id, worker.host, String(worker.pid), worker.state.rawValue,
                worker.version.map { String($0) } ?? "-", String(Int(worker.jobsPerSecond.rounded())),
                String(worker.inFlight), reason(worker),
            ])
        }
        return text + table.text
    }

    private func reason(_ worker: WorkerRecord) -> String {
        guard let reason = worker.reason else { return worker.waiting ?? "" }
        return worker.refusedVersion.map { "version \($0): \(reason)" } ?? reason
    }

    private var versionSentence: String {
        guard let pointer else {
            return " has no published version; publish one: scoreline models publish \(model) FILE"
        }
        return " version \(pointer.version), published \(PointInTime.text(milliseconds: pointer.publishedAt))"
            + " by \(pointer.publishedBy)"
    }
}
