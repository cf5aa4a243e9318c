import CoreMetrics
import Glibc
import Host
import JobQueue
import Keyspace
import Logging
import ModelRegistry
import Redis
import Telemetry

/// The thread that keeps a model's leases alive, gives back what dead workers held, and reports.
///
/// Its own connections, so that a long batch or a slow upload never delays a beat. It outlives the lanes: beats go on while
/// they drain.
struct Heartbeat: ~Copyable {
    private let service: ModelService
    private var keeper: LeaseKeeper?
    private var connection: RedisConnection?
    private var watches: [StallWatch]
    private var backlog = BacklogAge()
    private var nextBeat = ContinuousClock.now
    private var nextSweep: ContinuousClock.Instant
    private var rate = JobRate()
    private var drift: DriftReporter?
    private var nextSample = ContinuousClock.now
    private var notedTraffic = RedisTraffic.Totals()
    /// Answered when freed memory was last given back.
    private var trimmedJobs = 0

    static func run(_ service: ModelService) {
        var heartbeat = Heartbeat(service)
        heartbeat.run()
    }

    private init(_ service: ModelService) {
        self.service = service
        watches = service.lanes.map { _ in StallWatch(limit: service.settings.stall) }
        nextSweep = .now + service.settings.sweep
        if !service.drift.isEmpty {
            drift = DriftReporter(lanes: service.drift, metrics: service.metrics.drift)
        }
    }

    private mutating func run() {
        while true {
            service.beatNow()
            do throws(RedisError) {
                let now = ContinuousClock.now
                if now >= nextBeat { try beat(at: now) }
                if now >= nextSweep { try sweep(at: now) }
                service.redisAnswers = true
            } catch {
                service.redisAnswers = false
                service.report(error, while: "a heartbeat")
                if !error.isConnectionUsable { disconnect() }
            }
            if service.lanesEnded.wait(for: Self.pause(until: min(nextBeat, nextSweep), at: .now)) { break }
        }
        reportLastDrift()
        removeRecord()
    }

    /// Never as long as what passes for a hang, however long the lease is.
    static func pause(until next: ContinuousClock.Instant, at now: ContinuousClock.Instant) -> Duration {
        min(max(.zero, next - now), longestPause)
    }

    private static let longestPause = Duration.seconds(3)

    private mutating func beat(at now: ContinuousClock.Instant) throws(RedisError) {
        nextBeat = now + service.settings.beat
        let claims = openClaims(at: now)
        try connectKeeper()
        if !claims.isEmpty, let lost = try keeper?.extend(claims), !lost.isEmpty {
            // Mostly committed since it was looked at; a lease that really ended is told at its commit.
            service.logger.debug("\(lost.count) claims were finished before they could be extended")
        }
        try report(at: now)
        if claims.isEmpty { giveBackMemory() }
    }

    /// Once after work, when there is none: large jobs may have taken far more memory than the next ones need.
    private mutating func giveBackMemory() {
        let jobs = service.metrics.tally.jobs
        guard jobs != trimmedJobs else { return }
        trimmedJobs = jobs
        FreedMemory.giveBack()
    }

    /// In its own time: put off to the next beat, two sweeps would be half as far apart again.
    private mutating func sweep(at now: ContinuousClock.Instant) throws(RedisError) {
        nextSweep = now + service.settings.sweep
        try connectKeeper()
        let recovered = try keeper?.sweep() ?? 0
        guard recovered > 0 else { return }
        service.metrics.recoveredJobs.increment(by: recovered)
        service.logger.notice("\(recovered) jobs of dead workers were put back")
    }

    private mutating func connectKeeper() throws(RedisError) {
        guard keeper == nil else { return }
        keeper = LeaseKeeper(
            connection: try service.connect(as: "heartbeat"), keys: service.keys, lease: service.settings.lease)
    }

    /// The claims of all lanes; a lane that hangs ends the process, so that its jobs run elsewhere.
    private mutating func openClaims(at now: ContinuousClock.Instant) -> [String] {
        var claims: [String] = []
        for (index, lane) in service.lanes.enumerated() {
            let open = lane.openClaims
            if watches[index].isStalled(holdsClaim: !open.isEmpty, progress: lane.progress, at: now) {
                service.logger.critical(
                    "lane \(index) made no progress for \(service.settings.stall): the process ends")
                abort()
            }
            claims += open
        }
        return claims
    }

    // MARK: Reports

    private mutating func report(at now: ContinuousClock.Instant) throws(RedisError) {
        if connection == nil { connection = try service.connect(as: "reports") }
        guard var open = connection.take() else { return }
        let depth = try QueueDepth.read(service.keys, &open)
        let age = backlog.age(claimed: depth.claimed, pending: depth.waiting, at: now)
        let metrics = service.metrics
        metrics.pendingJobs.set(depth.waiting)
        metrics.unreadResults.set(depth.results)
        metrics.inFlightJobs.set(service.inFlightJobs)
        metrics.oldestJob.set(age / .seconds(1))
        let traffic = service.traffic.totals
        metrics.note(traffic - notedTraffic)
        notedTraffic = traffic
        service.modelLoad = ModelLoad(jobsPerSecond: rate.next(metrics.tally.jobs, at: now), oldestJob: age)
        do throws(RegistryError) { try service.writeRecord(&open) } catch {
            guard case .redis(let cause) = error.kind else { preconditionFailure("writing a record: \(error)") }
            throw cause
        }
        try drift?.report(of: service, at: now, &open)
        do throws(RedisError) { try sample(depth, age, at: now, &open) } catch {
            // Pictures are not worth a beat: a user of Redis whose rules are older than they are may not keep them.
            guard error.isConnectionUsable else { throw error }
            service.logger.info("no sample of the queue was kept: \(error)")
            nextSample = now + .seconds(600)
        }
        connection = consume open
    }

    /// Once in each step of the history, unless another worker came first.
    private mutating func sample(
        _ depth: QueueDepth, _ age: Duration, at now: ContinuousClock.Instant, _ connection: inout RedisConnection
    ) throws(RedisError) {
        guard now >= nextSample else { return }
        let history = QueueHistory(keys: service.keys)
        nextSample = now + (try history.record(service.times.take(), depth, oldest: age, &connection))
    }

    /// What the lanes scored after the last beat: all of it, in a run that was shorter than a beat.
    private mutating func reportLastDrift() {
        guard drift != nil else { return }
        do throws(RedisError) {
            if connection == nil { connection = try service.connect(as: "reports") }
            guard var open = connection.take() else { return }
            try drift?.report(of: service, at: .now, &open)
            connection = consume open
        } catch { service.logger.info("what was seen for drift was not written: \(error)") }
    }

    /// So that nobody waits for this worker. A record that can't be removed expires.
    private mutating func removeRecord() {
        // The connection may have broken since the last beat, which would have told; then once more over a new one.
        for _ in 0..<2 {
            do throws(RegistryError) { return try removeRecordOnce() } catch {
                service.logger.info("the worker's record was not removed: \(error)")
                if error.isConnectionUsable { return }
            }
        }
    }

    private mutating func removeRecordOnce() throws(RegistryError) {
        if connection == nil {
            do throws(RedisError) { connection = try service.connect(as: "reports") } catch {
                throw RegistryError(error)
            }
        }
        guard var open = connection.take() else { return }
        try ModelRegistry(keys: service.keys).remove(workerID: service.identity.id, &open)
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
