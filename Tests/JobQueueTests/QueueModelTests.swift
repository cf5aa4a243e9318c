import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

/// Random histories of several workers over a connection that loses, repeats and delays requests.
@Suite struct QueueModelTests {
    @Test(
        "Whatever is lost, late, repeated, killed or swept: one result per push, and no key is left", arguments: 1...6)
    func history(seed: UInt64) throws {
        let history = try QueueHistory(seed: seed)
        defer { history.proxy.stop() }
        for _ in 0..<500 { try history.step() }
        try history.finish()
        let queue = history.queue
        let answered = try queue.results().map { String($0.dropFirst(2)) }
        #expect(answered.sorted() == history.pushed.sorted())
        #expect(try queue.results().filter { $0.hasPrefix("p:") }.count == queue.depth().dead)
        #expect(try queue.leftovers() == [])
        #expect(try queue.stat("claimed") - queue.stat("released") - queue.stat("redelivered") == history.pushed.count)
        #expect(try queue.stat("committed") == history.pushed.count)
        // The history is worth something only if things went wrong in it.
        #expect(history.broken > 20 && history.delivered > 5 && history.recovered > 5 && history.killed > 3)
    }
}

/// One worker process: what its lanes share.
private final class Process {
    let name: String
    let permit = SuspectPermit()
    init(_ random: inout SeededGenerator) {
        name = (0..<32).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
    }
}

private final class Lane {
    let process: Process
    var queue: LaneQueue
    var batch: Taken?
    init(_ process: Process, _ queue: consuming LaneQueue) {
        self.process = process
        self.queue = queue
    }
}

private final class QueueHistory {
    let queue: QueueFixture
    let proxy: FaultyProxy
    private(set) var pushed: [String] = []
    private(set) var broken = 0
    private(set) var delivered = 0
    private(set) var recovered = 0
    private(set) var killed = 0
    private var random: SeededGenerator
    private var lanes: [Lane] = []
    private var keeper: LeaseKeeper
    private var now: ContinuousClock.Instant
    /// The jobs of each claim, by its id.
    private var batches: [String: [String]] = [:]

    init(seed: UInt64) throws {
        queue = try QueueFixture()
        proxy = try FaultyProxy(queue.server)
        random = SeededGenerator(seed: seed)
        keeper = try queue.keeper()
        now = queue.start
        for _ in 0..<3 { try startProcess() }
    }

    func step() throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20:
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                pushed.append("\(pushed.count)")
                try queue.push("\(pushed.count - 1)")
            }
        case 20..<75: try work(lanes[Int.random(in: 0..<lanes.count, using: &random)], faulty: true)
        case 75..<80: try deliverOne()
        case 80..<83: try queue.run("SCRIPT", "FLUSH")
        case 83..<85: try kill(lanes[Int.random(in: 0..<lanes.count, using: &random)].process)
        case 85..<88:
            let lane = lanes[Int.random(in: 0..<lanes.count, using: &random)]
            try call(lane) { lane throws in try lane.queue.release() }
            lane.batch = nil
        case 88..<90: try queue.run("SET", queue.keys.paused, "1")
        case 90..<93: try queue.run("DEL", queue.keys.paused)
        case 93..<95: _ = try keeper.extend(lanes.flatMap { $0.queue.openClaims })
        default: try sweep()
        }
    }

    /// Lets everything that is under way arrive and end, without new faults.
    func finish() throws {
        _ = proxy.withdraw()
        try queue.run("DEL", queue.keys.paused)
        while proxy.heldCount > 0 { try deliverOne() }
        for lane in lanes where lane.batch != nil { try work(lane, faulty: false) }
        for lane in lanes { try lane.queue.release() }
        lanes = []
        try startProcess()
        let lane = lanes[0]
        repeat {
            try sweep()
            try sweep()
            repeat { try work(lane, faulty: false) } while lane.batch != nil
        } while try queue.depth().waiting + queue.depth().leases > 0
        try lane.queue.release()
    }

    private func startProcess() throws {
        let process = Process(&random)
        for index in 0..<2 {
            let lane = try queue.lane(
                index, process: process.name, permit: process.permit, configuration: proxy.configuration)
            lanes.append(Lane(process, lane))
        }
    }

    private func kill(_ process: Process) throws {
        lanes.removeAll { $0.process === process }
        killed += 1
        try startProcess()
    }

    private func deliverOne() throws {
        guard proxy.heldCount > 0 else { return }
        try proxy.deliver(Int.random(in: 0..<proxy.heldCount, using: &random))
        delivered += 1
    }

    private func sweep() throws {
        let ids = try queue.texts("ZRANGE", queue.keys.leases, "0", "-1").sorted()
        for id in ids where Bool.random(using: &random) { try queue.run("ZADD", queue.keys.leases, "1", id) }
        now += .seconds(5)
        recovered += try keeper.sweep(at: now)
    }

    /// One call of a lane: claims when it has no batch, else commits it.
    private func work(_ lane: Lane, faulty: Bool) throws {
        if faulty, Bool.random(using: &random) { proxy.next(fault()) }
        guard let batch = lane.batch else {
            try call(lane) { lane throws in lane.batch = try Self.optional(lane.queue.claim()) }
            try check(lane)
            return
        }
        let isBuried = batch.claim.deliveries >= 3
        let made = results(batch.jobs.map { (isBuried ? "p:" : "r:") + $0 })
        if Bool.random(using: &random) {
            try call(lane) { lane throws in
                _ = try lane.queue.commit(made, of: batch.claim, burying: isBuried ? "poison" : nil)
                lane.batch = nil
            }
        } else {
            try call(lane) { lane throws in
                let answer = try lane.queue.commitAndClaim(made, of: batch.claim, burying: isBuried ? "poison" : nil)
                lane.batch = Self.optional(answer.next)
            }
            try check(lane)
        }
    }

    private static func optional(_ answer: consuming ClaimAnswer) -> Taken? {
        switch consume answer {
        case .batch(let batch): Taken(batch)
        default: nil
        }
    }

    private func check(_ lane: Lane) throws {
        guard let batch = lane.batch else { return }
        #expect(batches[batch.claim.id, default: batch.jobs] == batch.jobs, "claim \(batch.claim.id) names two batches")
        batches[batch.claim.id] = batch.jobs
        #expect(!batch.claim.isSuspect || batch.jobs.count == 1)
        let suspects = lanes.filter { $0.process === lane.process && $0.batch?.claim.isSuspect == true }
        #expect(suspects.count <= 1, "one process holds several suspects")
    }

    private func fault() -> FaultyProxy.Fault {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .late
        case 1: .copied
        case let other: .cut(executed: other - 2)
        }
    }

    /// Makes a call until it succeeds; sometimes its process dies over it instead.
    private func call(_ lane: Lane, _ body: (Lane) throws -> Void) throws {
        while true {
            do {
                try body(lane)
                _ = proxy.withdraw()
                return
            } catch let error as RedisError {
                guard !error.isConnectionUsable else { throw error }
                broken += 1
                if Int.random(in: 0..<10, using: &random) == 0 { return try kill(lane.process) }
                if Int.random(in: 0..<10, using: &random) == 0 { try sweep() }
                lane.queue.reconnect(try RedisConnection.open(proxy.configuration))
            }
        }
    }
}
