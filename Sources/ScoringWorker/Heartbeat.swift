import Glibc
import JobQueue
import ModelRegistry
import Redis

/// The thread that keeps a model's leases alive, gives back what dead workers held, and reports.
///
/// Its own connections, so that a long batch or a slow upload never delays a beat. It outlives the lanes: beats go on while
/// they drain.
struct Heartbeat: ~Copyable {
    private let service: ModelService
    private let registry: ModelRegistry
    private var keeper: LeaseKeeper?
    private var connection: RedisConnection?
    private var watches: [StallWatch]
    private var backlog = BacklogAge()
    private var nextSweep: ContinuousClock.Instant
    private var rate = JobRate()

    static func run(_ service: ModelService) {
        var heartbeat = Heartbeat(service)
        heartbeat.run()
    }

    private init(_ service: ModelService) {
        self.service = service
        registry = ModelRegistry(keys: service.keys)
        watches = service.lanes.map { _ in StallWatch(limit: service.settings.stall) }
        nextSweep = .now + service.settings.sweep
    }

    private mutating func run() {
        while true {
            service.beatNow()
            do throws(RedisError) {
                try beat(at: .now)
                service.redisAnswers = true
            } catch {
                service.redisAnswers = false
                service.report(error, while: "a heartbeat")
                if !error.isConnectionUsable { disconnect() }
            }
            if service.lanesEnded.wait(for: service.settings.beat) { break }
        }
        removeRecord()
    }

    private mutating func beat(at now: ContinuousClock.Instant) throws(RedisError) {
        let claims = openClaims(at: now)
        if keeper == nil {
            keeper = LeaseKeeper(
                connection: try service.connect(as: "heartbeat"), keys: service.keys, lease: service.settings.lease)
        }
        if !claims.isEmpty, let lost = try keeper?.extend(claims), !lost.isEmpty {
            service.logger.warning("\(lost.count) leases had ended before they could be extended")
        }
        if now >= nextSweep {
            nextSweep = now + service.settings.sweep
            let recovered = try keeper?.sweep(at: now) ?? 0
            if recovered > 0 {
                service.metrics.recoveredJobs.increment(by: recovered)
                service.logger.notice("\(recovered) jobs of dead workers were put back")
            }
        }
        try report(at: now)
    }

    /// The claims of all lanes; a lane that hangs ends the process, so that its jobs run elsewhere.
    private mutating func openClaims(at now: ContinuousClock.Instant) -> [String] {
        var claims: [String] = []
        for (index, lane) in service.lanes.enumerated() {
            let claim = lane.openClaim
            if watches[index].isStalled(holdsClaim: claim != nil, progress: lane.progress, at: now) {
                service.logger.critical(
                    "lane \(index) made no progress for \(service.settings.stall): the process ends")
                abort()
            }
            if let claim { claims.append(claim) }
        }
        return claims
    }

    // MARK: Reports

    private mutating func report(at now: ContinuousClock.Instant) throws(RedisError) {
        var connection = try take()
        let depth = try QueueDepth.read(service.keys, &connection)
        let metrics = service.metrics
        let age = backlog.age(claimed: depth.claimed, pending: depth.pending, at: now)
        metrics.pendingJobs.value = Double(depth.pending)
        metrics.inFlightJobs.value = Double(service.inFlightJobs)
        metrics.oldestJob.value = age / .seconds(1)
        do throws(RegistryError) {
            try registry.write(record(at: now, oldest: age), expiringAfter: service.settings.beat * 3, &connection)
        } catch {
            guard case .redis(let cause) = error.kind else { preconditionFailure("writing a record: \(error)") }
            throw cause
        }
        self.connection = consume connection
    }

    /// The connection of the reports; the caller puts it back when it still works.
    private mutating func take() throws(RedisError) -> RedisConnection {
        if let open = connection.take() { return open }
        return try service.connect(as: "reports")
    }

    private mutating func record(at now: ContinuousClock.Instant, oldest: Duration) -> WorkerRecord {
        let status = service.modelStatus
        let jobs = Int(service.metrics.completedJobs.value + service.metrics.failedJobs.value)
        return WorkerRecord(
            id: service.identity.id, host: service.identity.host, pid: service.identity.processID,
            startedAt: service.identity.startedAt, state: status.state, version: status.version,
            sha256: service.slot.served?.admitted.sha256, refusedVersion: status.refusedVersion, reason: status.reason,
            generation: status.generation, lanes: service.lanes.count, inFlight: service.inFlightJobs, jobs: jobs,
            jobsPerSecond: rate.next(jobs, at: now), oldestSeconds: oldest / .seconds(1),
            residentBytes: HostLimits.residentBytes)
    }

    private mutating func removeRecord() {
        do throws(RegistryError) {
            var connection = try RegistryError.wrapping { () throws(RedisError) in try take() }
            try registry.remove(workerID: service.identity.id, &connection)
        } catch {
            service.logger.info("the worker's record was not removed and expires: \(error)")
        }
    }

    private mutating func disconnect() {
        keeper = nil
        connection = nil
    }
}

/// Jobs a second between two looks at a counter.
struct JobRate {
    private var last: (jobs: Int, time: ContinuousClock.Instant)?

    mutating func next(_ jobs: Int, at now: ContinuousClock.Instant) -> Double {
        defer { last = (jobs, now) }
        guard let last, now > last.time else { return 0 }
        return Double(jobs - last.jobs) / ((now - last.time) / .seconds(1))
    }
}
