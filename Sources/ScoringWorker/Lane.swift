import CoreMetrics
import Host
import JobQueue
import JobWire
import Keyspace
import Logging
import ModelFile
import PredictionLog
import Redis
import ScoringEngine
import ScoringModel
import Telemetry

/// One thread's loop: claim, score, commit. Owns its connection and its scratch memory; lanes meet only in the crew.
struct Lane: ~Copyable {
    /// Rows between two notes of progress.
    private static let blockRows = 4096
    /// What comes back from a dead worker rings no bell: a lane looks for it after so many waits of a second in vain.
    private static let vainWaits = 2
    /// A job of so many bytes may take so long that somebody else has to listen meanwhile.
    private static let longJob = 32 << 10
    /// Between two looks at how far Redis is, of a lane that has work.
    private static let lookInterval = Duration.seconds(1)

    private let service: ModelService
    private let index: Int
    private let status: LaneStatus
    private let drift: LaneDrift?
    private var queue: LaneQueue
    private var pace: BatchPace
    /// When it will be asked again how far Redis is.
    private var nextLook = ContinuousClock.now
    /// Pauses after Redis let nobody wait, or could not be asked to.
    private var vainListening = BackOff(from: .milliseconds(50), to: .milliseconds(500))
    private var batch = JobBatch()
    private var results = ResultBatch()
    private var journal: LaneJournal?
    private var margins: [Double] = []
    private var block: [Double] = []
    private var model: LaneModel?
    private var serial: UInt64 = 0
    /// Of the batch being scored.
    private var size = BatchSize()
    /// In this batch, another lane.
    private var hasCalled = false
    /// The connection's replies are out of step, or it is gone.
    private var isBroken = false

    /// Runs until the worker stops or, with `--once`, until nothing is pending.
    static func run(_ service: ModelService, lane: Int) {
        var backOff = BackOff(from: .milliseconds(50), to: .seconds(2))
        while service.stop.stage == .running {
            do throws(RedisError) {
                let connection = try connect(service)
                var lane = Lane(service, lane: lane, connection: connection)
                return lane.run()
            } catch {
                service.report(error, while: "connecting a lane")
                service.stop.pause(for: backOff.next())
            }
        }
    }

    private init(_ service: ModelService, lane: Int, connection: consuming RedisConnection) {
        self.service = service
        index = lane
        status = service.lanes[lane]
        drift = service.drift.isEmpty ? nil : service.drift[lane]
        journal = service.journal(lane: lane)
        let settings = service.settings
        pace = BatchPace(most: settings.batchJobs)
        queue = LaneQueue(
            connection: connection, keys: service.keys, lane: LaneID(process: service.identity.id, lane: lane),
            settings: ClaimSettings(
                batchJobs: pace.jobs, batchBytes: settings.batchBytes, lease: settings.lease,
                maximumResults: settings.maximumResults),
            permit: service.permit)
        batch.onProgress = { [status] in status.makeProgress() }
    }

    private mutating func run() {
        var idling = Idling()
        while service.stop.stage == .running {
            guard service.slot.serial != 0 else {
                service.stop.pause(for: .milliseconds(50))
                continue
            }
            let start = ContinuousClock.now
            guard
                let answer = persist(
                    doing: "claiming", whileRunning: true, { queue throws(RedisError) in try queue.claim() })
            else {
                break
            }
            service.metrics.claimDuration.record(.now - start)
            guard let rest = drainBatches(answer), service.stop.stage == .running else { break }
            switch idling.next(after: rest, once: service.settings.once) {
            case .end: return release()
            case .wait: idle()
            case .pause(let duration): service.stop.pause(for: duration)
            }
        }
        release()
    }

    /// Serves batch after batch while each commit brings the next; then what the last claim answered, or nil to stop.
    private mutating func drainBatches(_ first: consuming ClaimAnswer) -> EmptyAnswer? {
        var answer = first
        while true {
            switch consume answer {
            case .batch(let claimed):
                service.noteResults(areFull: false)
                guard let next = serve(claimed) else { return nil }
                answer = next
            case .empty:
                service.noteResults(areFull: false)
                return .empty
            case .paused:
                service.noteResults(areFull: false)
                return .paused
            case .full:
                service.noteResults(areFull: true)
                return .full
            }
        }
    }

    /// Listens for jobs, or rests while another lane does.
    private mutating func idle() {
        guard service.crew.listens(elseResting: index) else {
            return service.crew.rest(index, upTo: .seconds(Self.vainWaits), or: service.stop.drain)
        }
        guard let bell = waitForJobs() else {
            // Somebody whose connection works has to listen.
            service.crew.stopListening()
            service.crew.callOne()
            return service.stop.pause(for: vainListening.next())
        }
        switch bell {
        case .rang:
            vainListening.reset()
            if service.settings.linger > .zero { service.stop.pause(for: service.settings.linger) }
        case .timedOut: vainListening.reset()
        // Another lane would be refused as well.
        case .refused: service.stop.pause(for: vainListening.next())
        }
        service.crew.stopListening()
    }

    /// Waits for the bell; nil when Redis can't be asked. A job above the limit is not read off the wire: the claim replaces it
    /// by a stand-in.
    private mutating func waitForJobs() -> Bell? {
        var bell = Bell.timedOut
        for _ in 0..<Self.vainWaits where bell == .timedOut && service.stop.stage == .running {
            do throws(RedisError) { bell = try queue.wait(upTo: .seconds(1)) } catch {
                isBroken = isBroken || !error.isConnectionUsable
                guard error.kind == .replyTooLarge else {
                    service.report(error, while: "waiting for jobs")
                    return nil
                }
                bell = .rang
            }
        }
        return bell
    }

    // MARK: One batch

    /// Scores and commits one batch; the next claim's answer comes with the commit. Nil when the worker gives up.
    private mutating func serve(_ claimed: borrowing ClaimedBatch) -> ClaimAnswer? {
        let claim = claimed.claim
        status.inFlightJobs = claim.count
        defer { status.inFlightJobs = 0 }
        takeModel()
        guard let model else { return nil }
        // There is more, or there may be before this batch is done: a single job can be more work than a batch should be.
        hasCalled = false
        if claim.waiting > 0 || claim.count >= pace.jobs { callOne() }
        let waited = service.modelLoad.oldestJob
        service.metrics.queueDuration.record(waited)
        size = BatchSize(jobs: claim.count)
        let (started, worked) = (ContinuousClock.now, ThreadUsage.processorTime)
        results.removeAll()
        var (counts, decoded) = (BatchCounts(), 0)
        // Mostly one round; small jobs can unfold to more values than should be in memory at once.
        repeat {
            decoded = decode(claimed, from: decoded, model)
            if batch.rowCount >= Self.blockRows { callOne() }
            guard score(model) else { return nil }
            counts += batch.encode(margins, into: &results)
            drift?.observe(batch, margins, by: model.served)
            journal?.note(batch, margins, of: model.wire)
        } while decoded < claim.count
        let scored = ContinuousClock.now
        service.metrics.scoreDuration.record(scored - started)
        pace.note(jobs: claim.count, took: ThreadUsage.processorTime - worked)
        lookAtDistance(at: scored)
        queue.take(atMost: pace.jobs)

        let burying: String? = claim.deliveries >= Delivery.buried ? "poison" : nil
        let stop = service.stop
        let answer = persist(doing: "committing") { [results] queue throws(RedisError) -> CommitAnswer in
            if stop.stage == .running { return try queue.commitAndClaim(results, of: claim, burying: burying) }
            return CommitAnswer(outcome: try queue.commit(results, of: claim, burying: burying), next: .empty)
        }
        guard let answer else { return nil }
        let committed = ContinuousClock.now
        service.metrics.commitDuration.record(committed - scored)
        if answer.outcome == .committed {
            service.metrics.endToEndDuration.record(waited + (committed - started))
            service.times.add(jobs: claim.count, wait: waited, score: scored - started, commit: committed - scored)
        }
        journal?.settle(
            isCommitted: answer.outcome == .committed, claimedAt: claim.now, after: committed - started)
        count(counts, of: claim, as: answer.outcome, by: model)
        return answer.next
    }

    /// Asks how far Redis is, now and then. A failure is the commit's to deal with, which follows.
    private mutating func lookAtDistance(at now: ContinuousClock.Instant) {
        guard now >= nextLook, !isBroken else { return }
        nextLook = now + Self.lookInterval
        do throws(RedisError) {
            let start = ContinuousClock.now
            try queue.ping()
            pace.note(roundTrip: .now - start)
        } catch {
            isBroken = !error.isConnectionUsable
        }
    }

    /// Once in a batch: who is called calls the next.
    private mutating func callOne() {
        guard !hasCalled else { return }
        hasCalled = true
        service.crew.callOne()
    }

    /// Reads jobs from `first` on until all are read or the batch is full; gives the first that is not read.
    private mutating func decode(_ claimed: borrowing ClaimedBatch, from first: Int, _ model: LaneModel) -> Int {
        let claim = claimed.claim
        batch.begin(model.wire, attempt: claim.deliveries + 1, now: claim.now)
        var index = first
        while index < claim.count, !batch.isFull {
            switch Delivery(deliveries: claim.deliveries) {
            case .score:
                let payload = claimed.payload(at: index)
                #if FAULT_HOOKS
                    PoisonFault.strike(payload)
                #endif
                size.bytes += payload.count
                if payload.count >= Self.longJob { callOne() }
                if let length = claimed.oversizedLength(at: index) {
                    batch.appendOversized(head: payload, length: length)
                } else {
                    batch.append(payload)
                }
            case .bury: batch.appendPoison(claimed.payload(at: index))
            case .buryUnread: batch.appendPoison(Span())
            }
            index += 1
            status.makeProgress()
        }
        return index
    }

    /// False when the worker must give the batch back at once.
    private mutating func score(_ model: LaneModel) -> Bool {
        let scorer = model.served.admitted.scorer
        margins.removeAll(keepingCapacity: true)
        let (rows, count) = (batch.rows, batch.rowCount)
        size.rows += count
        for start in stride(from: 0, to: count, by: Self.blockRows) {
            guard service.stop.stage != .releasing else { return false }
            let end = min(start + Self.blockRows, count)
            let width = scorer.featureCount
            scorer.score(rows.span.extracting(start * width..<end * width), into: &block)
            margins.append(contentsOf: block)
            status.makeProgress()
        }
        return service.stop.stage != .releasing
    }

    private func count(_ counts: BatchCounts, of claim: Claim, as outcome: CommitOutcome, by model: LaneModel) {
        let metrics = service.metrics
        guard outcome == .committed else {
            metrics.leasesLost.increment()
            service.logSparingly(
                .warning, "lease",
                "the lease of a batch of \(claim.count) jobs ended before its commit; others answer them")
            return
        }
        metrics.note(size, counts, in: model.rows)
        for job in counts.failures { service.report(job) }
        if claim.deliveries >= Delivery.buried { metrics.deadJobs.increment(by: claim.count) }
    }

    /// One atomic load while nothing changes.
    private mutating func takeModel() {
        let current = service.slot.serial
        guard current != serial, let served = service.slot.served else { return }
        serial = current
        model = LaneModel(served, name: service.keys.name, metrics: service.metrics)
    }

    // MARK: Redis

    /// Repeats a call until its answer is definite, over new connections where it must; nil when the worker was told to give
    /// everything back or, for what is done only `whileRunning`, to stop.
    private mutating func persist<Answer: ~Copyable>(
        doing: String, whileRunning: Bool = false, _ call: (inout LaneQueue) throws(RedisError) -> Answer
    ) -> Answer? {
        var backOff = BackOff(from: .milliseconds(50), to: .seconds(2))
        while true {
            do throws(RedisError) {
                try reconnectIfBroken()
                let answer = try call(&queue)
                status.openClaims = queue.openClaims
                return answer
            } catch {
                if StallWatch.isWaiting(error, whileRedisAnswers: service.redisAnswers) { status.makeProgress() }
                status.openClaims = queue.openClaims
                isBroken = isBroken || !error.isConnectionUsable
                service.crew.callOne()
                service.report(error, while: doing)
                let last: StopSignal.Stage = whileRunning ? .running : .draining
                guard service.stop.stage <= last else { return nil }
                service.stop.pause(for: backOff.next())
            }
        }
    }

    /// Gives back whatever is not committed; what can't be given back is recovered when its lease has ended.
    private mutating func release() {
        defer { status.openClaims = [] }
        for _ in 0..<2 {
            do throws(RedisError) {
                try reconnectIfBroken()
                return try queue.release()
            } catch {
                isBroken = isBroken || !error.isConnectionUsable
                service.report(error, while: "releasing")
            }
        }
    }

    private mutating func reconnectIfBroken() throws(RedisError) {
        guard isBroken else { return }
        queue.reconnect(try Self.connect(service))
        isBroken = false
    }

    /// A reply above the limit of a job is refused by its header.
    private static func connect(_ service: ModelService) throws(RedisError) -> RedisConnection {
        try service.connect(as: "lane", maximumBulkLength: JobLimits.bytes)
    }
}
