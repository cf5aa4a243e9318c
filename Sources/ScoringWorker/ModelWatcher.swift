import CoreMetrics
import Host
import Keyspace
import Logging
import ModelFile
import ModelRegistry
import Redis
import Telemetry

/// The thread that follows a model's live pointer: fetches, admits through the gate, swaps. Never stops what serves.
struct ModelWatcher: ~Copyable {
    /// A missed message, or a primary that became a replica unnoticed, delays a reload by this.
    private static let poll = Duration.seconds(5)
    /// Above any model that fits a worker; a hostile upload is refused before it is fetched.
    private static let largestFile = 2 << 30

    private let service: ModelService
    private let registry: ModelRegistry
    private var follower = ModelFollower()

    /// Follows until the worker stops; a failure when it should score what is pending and can't.
    static func run(_ service: ModelService) -> WorkerFailure? {
        var watcher = ModelWatcher(service)
        return watcher.run()
    }

    private init(_ service: ModelService) {
        self.service = service
        registry = ModelRegistry(keys: service.keys)
    }

    private mutating func run() -> WorkerFailure? {
        var backOff = BackOff(from: .milliseconds(50), to: .seconds(2))
        while service.stop.stage == .running {
            do throws(RegistryError) {
                if let failure = try follow(whenAnswered: { backOff.reset() }) { return failure }
            } catch {
                if case .redis(let cause) = error.kind, cause.kind == .interrupted { break }
                service.report(error, while: "watching the model")
                service.stop.pause(for: backOff.next())
            }
        }
        return nil
    }

    /// Connects and follows until the connection breaks.
    private mutating func follow(whenAnswered: () -> Void) throws(RegistryError) -> WorkerFailure? {
        // Subscribed before the pointer is read: nothing that comes between is missed.
        var subscription = try subscribe()
        var connection = try connect()
        while service.stop.stage == .running {
            do throws(RedisError) { try connection.confirmPrimary() } catch { throw RegistryError(error) }
            follower.observe(try registry.pointer(&connection))
            whenAnswered()
            try act(&connection)
            if service.settings.once, follower.served == nil { return nothingServes() }
            do throws(RedisError) { _ = try subscription.wait(upTo: Self.poll) } catch { throw RegistryError(error) }
        }
        return nil
    }

    private func subscribe() throws(RegistryError) -> EventSubscription {
        do throws(RedisError) {
            return try EventSubscription.open(
                service.configuration("events"), keys: service.keys, interrupt: service.stop.drain)
        } catch { throw RegistryError(error) }
    }

    private func connect() throws(RegistryError) -> RedisConnection {
        do throws(RedisError) { return try service.connect(as: "watcher") } catch { throw RegistryError(error) }
    }

    private mutating func act(_ connection: inout RedisConnection) throws(RegistryError) {
        var hasLoaded = false
        while service.stop.stage == .running {
            switch follower.next {
            case .nothing:
                try tell(&connection)
                // Of the file, the golden rows, and the version before the last.
                if hasLoaded { FreedMemory.giveBack() }
                return
            case .listVersions: follower.offer(try registry.versions(&connection))
            case .load(let content):
                if follower.served != nil {
                    let limit = Self.longestDelay(ofFetching: try registry.length(of: content.version, &connection))
                    service.stop.pause(for: limit * Double.random(in: 0...1))
                }
                try load(content, &connection)
                hasLoaded = true
            }
        }
    }

    /// Spreads a fleet's fetches: 10 ms for each megabyte, 0.3 s at most.
    static func longestDelay(ofFetching byteCount: Int) -> Duration {
        .nanoseconds(10 * min(max(0, byteCount), 30_000_000))
    }

    private mutating func load(
        _ content: ModelFollower.Content, _ connection: inout RedisConnection
    ) throws(RegistryError) {
        service.logger.info("version \(content.version) is being loaded")
        let start = ContinuousClock.now
        let bytes: [UInt8]
        do throws(RegistryError) {
            bytes = try registry.fetch(
                content.version, sha256: content.sha256, limit: min(Self.largestFile, service.settings.memoryBudget),
                &connection)
        } catch {
            guard error.condemnsVersion else { throw error }
            return refuse(content, RefusalReason(error), error.description)
        }
        let admitted: AdmittedModel
        do throws(GateError) {
            admitted = try Gate.admit(
                bytes, memoryInUse: service.memory.total, memoryBudget: service.settings.memoryBudget)
        } catch { return refuse(content, RefusalReason(error), error.description) }
        let new = ServedModel(version: content.version, admitted: admitted)
        service.metrics.show(new, replacing: service.slot.served)
        service.slot.swap(in: new)
        service.memory.note(admitted.memory, for: service.keys.name)
        follower.loaded(content)
        service.metrics.readyReloads.increment()
        service.metrics.reloadDuration.record(.now - start)
        service.logger.notice("version \(content.version) serves")
    }

    private mutating func refuse(_ content: ModelFollower.Content, _ reason: RefusalReason, _ text: String) {
        follower.refused(content, because: text)
        service.metrics.refused(because: reason)
        service.logger.error("version \(content.version) was refused: \(text)")
    }

    /// Writes the worker's record at once when it changes, so that a publisher need not wait for the next beat.
    private func tell(_ connection: inout RedisConnection) throws(RegistryError) {
        let status = ModelStatus(
            state: follower.state, version: follower.served?.version, refusedVersion: follower.refusal?.version,
            reason: follower.refusal?.reason, generation: follower.live?.generation ?? 0)
        guard status != service.modelStatus else { return }
        service.modelStatus = status
        try service.writeRecord(&connection)
    }

    private func nothingServes() -> WorkerFailure {
        let name = service.keys.name
        guard let (version, reason) = follower.refusal else {
            return WorkerFailure("no version of \(name) is published: scoreline models publish \(name) FILE")
        }
        return WorkerFailure("version \(version) of \(name) was refused, and no other can serve: \(reason)")
    }
}
