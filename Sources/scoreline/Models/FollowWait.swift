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
            let check = FollowCheck(
                try registry.pointer(&connection), try registry.workers(&connection), version: version, minimum: minimum
            )
            if case .waiting = check, .now < deadline {
                Pause.wait(.milliseconds(50))
                continue
            }
            return check
        }
    }

    /// Prints a good end, throws a bad one.
    func report(_ check: FollowCheck, isJSON: Bool) throws {
        switch check {
        case .ready(let workers, let version):
            try StandardOutput.write(
                isJSON
                    ? "{\"ready\":true,\"version\":\(version),\"workers\":\(workers)}\n"
                    : "\(workers) \(workers == 1 ? "worker is" : "workers are") READY on version \(version) of \(model)\n"
            )
        case .refused(let worker, let version, let reason):
            throw ProgramFailure(
                .workFailed, "version \(version) of \(model) is REFUSED by worker \(worker): \(reason)")
        case .waiting(let missing):
            throw ProgramFailure(
                .workFailed, "\(model) \(missing) after \(limit); see scoreline status \(model)")
        }
    }
}
