import JSONBytes
import Keyspace
import ModelRegistry
import Redis
import Settings

/// Waits until the workers serve a version.
struct FollowWait {
    let registry: ModelRegistry
    let model: String
    let version: Int?
    let minimum: Int
    let limit: Duration

    init(_ keys: ModelKeys, version: Int?, minimum: Int = 1, limit: Duration) {
        registry = ModelRegistry(keys: keys)
        model = keys.name
        self.version = version
        self.minimum = minimum
        self.limit = limit
    }

    /// Ready or refused, or still waiting when the time is over.
    func run(_ connection: inout RedisConnection) throws -> FollowCheck {
        let deadline = ContinuousClock.now + limit
        while true {
            let check = try registry.persist(for: deadline - .now, &connection) { connection throws(RegistryError) in
                FollowCheck(
                    try registry.pointer(&connection), try registry.workers(&connection), version: version,
                    minimum: minimum)
            }
            if case .waiting = check, .now < deadline {
                Pause.wait(.milliseconds(50))
                continue
            }
            return check
        }
    }

    /// Prints a good end, throws a bad one. JSON is printed at either.
    func report(_ check: FollowCheck, isJSON: Bool) throws {
        if isJSON { try StandardOutput.write(json(check).line) }
        switch check {
        case .ready(let workers, let version):
            guard !isJSON else { return }
            try StandardOutput.write(
                "\(workers) \(workers == 1 ? "worker is" : "workers are") READY on version \(version) of \(model)\n")
        case .refused(let worker, let version, let reason):
            throw ProgramFailure(
                .workFailed, "version \(version) of \(model) is REFUSED by worker \(worker): \(reason)")
        case .waiting(let missing):
            throw ProgramFailure(
                .workFailed, "\(model) \(missing) after \(limit); see scoreline status \(model)")
        }
    }

    func json(_ check: FollowCheck) -> JSONValue {
        switch check {
        case .ready(let workers, let version):
            .object([
                .init("ready", .boolean(true)), .init("version", .integer(version)),
                .init("workers", .integer(workers)),
            ])
        case .refused(let worker, let version, let reason):
            .object([
                .init("ready", .boolean(false)), .init("version", .integer(version)),
                .init("refused_by", .string(worker)), .init("reason", .string(reason)),
            ])
        case .waiting(let missing):
            .object([
                .init("ready", .boolean(false)), .init("version", version.map { .integer($0) } ?? .null),
                .init("refused_by", .null), .init("reason", .string("\(model) \(missing)")),
            ])
        }
    }
}
