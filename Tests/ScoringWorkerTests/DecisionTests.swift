import Host
import Redis
import Synchronization
import Testing

@testable import ScoringWorker

@Suite struct DecisionTests {
    @Test("A back-off doubles up to its most, stays within the upper half of each step, and starts again")
    func backOff() {
        var backOff = BackOff(from: .milliseconds(50), to: .milliseconds(300))
        var random = SystemRandomNumberGenerator()
        for step in [50, 100, 200, 300, 300] {
            let wait = backOff.next(using: &random)
            #expect(wait >= .milliseconds(step) / 2 && wait <= .milliseconds(step))
        }
        backOff.reset()
        let first = backOff.next(using: &random)
        #expect(first <= .milliseconds(50))
    }

    @Test("A heartbeat is heard of more often than what passes for a hang, also with leases of an hour")
    func pause() {
        let now = ContinuousClock.now
        #expect(Heartbeat.pause(until: now + .seconds(1080), at: now) == .seconds(3))
        #expect(Heartbeat.pause(until: now + .seconds(1), at: now) == .seconds(1))
        #expect(Heartbeat.pause(until: now - .seconds(1), at: now) == .zero)
    }

    @Test("A record lives for three beats, and for five seconds at least", arguments: [(1, 5), (10, 9), (60, 54)])
    func recordLife(lease: Int, life: Int) {
        let settings = WorkerSettings(models: ["m"], lease: .seconds(lease))
        #expect(settings.recordLife == .seconds(life))
    }

    @Test("Fetches are spread over a time that grows with the file, up to a bound")
    func spread() {
        #expect(ModelWatcher.longestDelay(ofFetching: 1_000_000) == .milliseconds(10))
        #expect(ModelWatcher.longestDelay(ofFetching: 29_000_000) == .milliseconds(290))
        for byteCount in [30_000_000, 512 << 20, Int.max] {
            #expect(ModelWatcher.longestDelay(ofFetching: byteCount) == .milliseconds(300))
        }
        #expect(ModelWatcher.longestDelay(ofFetching: 0) == .zero)
    }

    @Test("One lane listens, the others rest until they are called, one by one, or the worker stops")
    func crew() {
        let (crew, stop) = (LaneCrew(lanes: 3), Interrupt())
        #expect(crew.listens(elseResting: 0))
        // Nobody rests yet: the call is for nobody, and nobody hears it later.
        #expect(!crew.callOne())
        #expect(!crew.listens(elseResting: 1))
        crew.rest(1, upTo: .milliseconds(1), or: stop)
        // A lane that was told to rest hears a call that comes before it does.
        #expect(!crew.listens(elseResting: 1))
        #expect(crew.callOne())
        crew.rest(1, upTo: .seconds(60), or: stop)
        crew.stopListening()
        #expect(crew.listens(elseResting: 2))
        let woken = Tally()
        let lanes = (0...1).map { lane in
            BlockingThread.start {
                #expect(!crew.listens(elseResting: lane))
                crew.rest(lane, upTo: .seconds(60), or: stop)
                woken.count.add(1, ordering: .relaxed)
            }
        }
        // Called until one is there to hear it.
        while woken.count.load(ordering: .relaxed) < 1 { crew.callOne() }
        stop.trigger()
        for lane in lanes { lane.join() }
        #expect(woken.count.load(ordering: .relaxed) == 2)
    }

    private final class Tally: Sendable {
        let count = Atomic(0)
    }

    @Test("A batch becomes half a millisecond of work, from either side, within the bound, and at most doubles")
    func pace() {
        let cases: [(most: Int, cost: Duration, expected: [Int])] = [
            (1024, .microseconds(4), [64, 128, 150, 150]),
            (1024, .nanoseconds(100), [64, 128, 256, 512, 1024, 1024]),
            (1024, .milliseconds(30), [64, 1, 1]),
            (100, .microseconds(4), [64, 100, 100]),
            (20, .microseconds(4), [20, 20]),
            (1024, .zero, [64, 128]),
        ]
        for (most, cost, expected) in cases {
            var pace = BatchPace(most: most)
            var found: [Int] = []
            for _ in expected {
                found.append(pace.jobs)
                pace.note(jobs: pace.jobs, took: cost * pace.jobs)
            }
            #expect(found == expected, "of \(cost) for a job")
        }
    }

    @Test("One job that is unlike the others moves the pace by a quarter, and no job by nothing")
    func paceIsSteady() {
        var pace = BatchPace(most: 1024)
        for _ in 0..<8 { pace.note(jobs: 100, took: .microseconds(400)) }
        #expect(pace.jobs == 150)
        pace.note(jobs: 1, took: .microseconds(8))
        #expect(pace.jobs == 120)
        pace.note(jobs: 0, took: .seconds(1))
        #expect(pace.jobs == 120)
    }

    @Test("A far Redis gets larger batches, a busy one does not, and what is slow only once is forgotten")
    func paceFarAway() {
        func jobs(_ roundTrips: [Duration]) -> Int {
            var pace = BatchPace(most: 16_384)
            for roundTrip in roundTrips {
                pace.note(roundTrip: roundTrip)
                pace.note(jobs: 100, took: .microseconds(400))
            }
            return pace.jobs
        }
        let far = Array(repeating: Duration.milliseconds(25), count: 20)
        #expect(jobs(far) == 3125)
        #expect(jobs(Array(repeating: .seconds(3), count: 20)) == 12_500)
        let busy = (0..<40).map { Duration.milliseconds($0 % 4 == 0 ? 1 : 9) }
        #expect(jobs(busy) == 177)
        #expect(jobs(far + [.seconds(2), .milliseconds(25), .milliseconds(25)]) == 3125)
        #expect(jobs([.milliseconds(1)] + Array(repeating: .milliseconds(25), count: 40)) == 3125)
        #expect(jobs(far + [.milliseconds(1)]) == 150)
    }

    @Test("A lane stalls when it holds a claim and nothing moves for the limit, and never without a claim")
    func stall() {
        var watch = StallWatch(limit: .seconds(60))
        let start = ContinuousClock.now
        let looks: [(second: Int, holdsClaim: Bool, progress: UInt64, isStalled: Bool)] = [
            (0, true, 1, false), (59, true, 1, false), (60, true, 2, false), (119, true, 2, false),
            (120, true, 2, true),
            (500, false, 2, false), (501, true, 2, false),
        ]
        for look in looks {
            let isStalled = watch.isStalled(
                holdsClaim: look.holdsClaim, progress: look.progress, at: start + .seconds(look.second))
            #expect(isStalled == look.isStalled, "at \(look.second) s")
        }
    }

    @Test("The oldest job came as far between two looks as its number is between theirs")
    func backlogAge() {
        var backlog = BacklogAge()
        let start = ContinuousClock.now
        let looks: [(second: Int, claimed: Int, pending: Int, age: Double)] = [
            // Five between 0 and 3 s: the first at 0.3 s.
            (0, 0, 0, 0), (3, 0, 5, 2.7), (6, 0, 9, 5.7),
            // Jobs 1 to 5 are claimed: the oldest is job 6, the first of four between 3 and 6 s.
            (9, 5, 4, 5.625), (12, 9, 0, 0), (15, 9, 1, 1.5),
            // Redis was emptied: nothing is known of the time before.
            (18, 0, 2, 0),
            // A thousand a second, of which two wait.
            (21, 3000, 2, 0.0015), (24, 6000, 2, 0.0015),
        ]
        for look in looks {
            let age = backlog.age(claimed: look.claimed, pending: look.pending, at: start + .seconds(look.second))
            #expect(abs(age / .seconds(1) - look.age) < 1e-4, "at \(look.second) s: \(age)")
        }
    }

    @Test("The samples of a backlog that nobody claims stay bounded")
    func boundedSamples() {
        var backlog = BacklogAge()
        let start = ContinuousClock.now
        var age = Duration.zero
        for second in 0..<(BacklogAge.capacity * 3) {
            age = backlog.age(claimed: 0, pending: second, at: start + .seconds(second))
        }
        #expect(age >= .seconds(BacklogAge.capacity - 2))
    }

    @Test("Without a batch a lane waits when nothing is there, pauses when it may not claim, and ends with --once")
    func idling() {
        var idling = Idling()
        let answers = [
            idling.next(after: .empty, once: false), idling.next(after: .empty, once: true),
            idling.next(after: .paused, once: true),
        ]
        #expect(answers == [.wait, .end, .end])
        var longest = Duration.zero
        for _ in 0..<10 {
            guard case .pause(let wait) = idling.next(after: .full, once: true) else {
                Issue.record("a full result list ended the lane")
                return
            }
            longest = max(longest, wait)
        }
        #expect(longest >= .milliseconds(500) && longest <= .seconds(1))
        guard case .pause(let wait) = idling.next(after: .paused, once: false) else {
            Issue.record("a paused queue did not make the lane pause")
            return
        }
        #expect(wait <= .milliseconds(100))
    }

    @Test(
        "A job is scored twice more after its first worker died, then buried, then buried unread",
        arguments: zip(
            0...5,
            [
                Delivery.score, .score, .score, .bury, .buryUnread, .buryUnread,
            ]))
    func delivery(deliveries: Int, expected: Delivery) { #expect(Delivery(deliveries: deliveries) == expected) }

    @Test("A lane waits for Redis, unless it alone gets no connection or can't read what comes")
    func waiting() {
        for kind in [RedisError.Kind.connectFailed, .protocolViolation] {
            let error = RedisError(kind, "out of memory")
            #expect(StallWatch.isWaiting(error, whileRedisAnswers: false))
            #expect(!StallWatch.isWaiting(error, whileRedisAnswers: true))
        }
        for kind in [RedisError.Kind.connectionLost, .timedOut, .server(code: "READONLY"), .noPrimary] {
            #expect(StallWatch.isWaiting(RedisError(kind, "away"), whileRedisAnswers: true))
        }
    }

    @Test("A stop only moves forward and wakes who pauses")
    func stop() {
        let stop = StopSignal()
        #expect(stop.stage == .running)
        #expect(stop.advance(to: .draining) && stop.stage == .draining)
        #expect(!stop.advance(to: .draining) && !stop.advance(to: .running))
        #expect(stop.advance(to: .releasing) && stop.stage == .releasing)
        stop.pause(for: .seconds(3600))
    }

    @Test("A rate is the difference of two looks over the time between them")
    func rate() {
        var rate = JobRate()
        let start = ContinuousClock.now
        let rates = [rate.next(100, at: start), rate.next(400, at: start + .seconds(3))]
        #expect(rates == [0, 100])
    }
}
