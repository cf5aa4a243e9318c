import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

@Suite struct ClaimTests {
    @Test("First deliveries are in the order of the pushes, also past a batch, and any bytes come as they were")
    func order() throws {
        let queue = try QueueFixture()
        var jobs = (0..<9).map { Array("job \($0)".utf8) } + [[UInt8](0...255), []]
        jobs.append(Array(repeating: 7, count: 100_000))
        for job in jobs { try queue.push(job) }
        var lane = try queue.lane()
        var seen: [[UInt8]] = []
        for size in [4, 4, 4] {
            let batch = try taken(lane.claim())
            #expect(batch.payloads.count == size && batch.claim.count == size && batch.claim.deliveries == 0)
            seen += batch.payloads
            #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
        }
        #expect(seen == jobs)
        #expect(try word(lane.claim()) == "EMPTY")
        #expect(try queue.integer("LLEN", queue.keys.results) == 12)
    }

    @Test("A lane that heard no bell reads nothing ahead, and finds a job all the same")
    func vain() throws {
        let queue = try QueueFixture()
        var lane = try queue.lane()
        #expect(try word(lane.claim()) == "EMPTY")
        try queue.run("CONFIG", "RESETSTAT")
        #expect(try lane.wait(upTo: .milliseconds(10)) == .timedOut)
        #expect(try word(lane.claim()) == "EMPTY")
        #expect(try queue.calls(of: "lrange") == 0 && queue.calls(of: "blmove") == 1)
        // As a job comes back from a dead worker.
        try queue.run("RPUSH", queue.keys.suspects, "1:late")
        let late = try taken(lane.claim())
        #expect(late.jobs == ["late"] && late.claim.deliveries == 1)
        #expect(try lane.commit(late.results, of: late.claim) == .committed)
        #expect(try word(lane.claim()) == "EMPTY")
        try queue.push("a")
        #expect(try lane.wait(upTo: .seconds(10)) == .rang)
        try queue.run("CONFIG", "RESETSTAT")
        #expect(try taken(lane.claim()).jobs == ["a"])
        #expect(try queue.calls(of: "lrange") == 1)
    }

    @Test("A claim takes as many jobs as the lane last said, and never less than one")
    func fewer() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d")
        var lane = try queue.lane()
        lane.take(atMost: 2)
        let first = try taken(lane.claim())
        #expect(first.jobs == ["a", "b"])
        #expect(try lane.commit(first.results, of: first.claim) == .committed)
        lane.take(atMost: 0)
        #expect(try taken(lane.claim()).jobs == ["c"])
    }

    @Test("A claim whose reply was lost is answered again with the same jobs and a new lease, also when paused")
    func again() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d", "e")
        var first = try queue.lane()
        let batch = try taken(first.claim())
        try queue.expire()
        try queue.run("SET", queue.keys.paused, "1")
        var second = try queue.lane()
        let repeated = try taken(second.claim())
        #expect(repeated.claim.id == batch.claim.id && repeated.jobs == ["a", "b", "c", "d"])
        let score = try queue.text("ZSCORE", queue.keys.leases, batch.claim.id)
        #expect(score == "\(repeated.claim.deadline)" && repeated.claim.deadline == repeated.claim.now + 10_000)
        #expect(try queue.list(queue.keys.jobs) == ["e"])
    }

    @Test(
        "A late copy of the claim request of a finished claim takes nothing",
        arguments: ["commit", "release", "recover"])
    func fence(end: String) throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        switch end {
        case "commit": _ = try lane.commit(batch.results, of: batch.claim)
        case "release": try lane.release()
        default: #expect(try queue.recover() == 1)
        }
        try queue.run("DEL", queue.keys.suspects)
        try queue.run("DEL", queue.keys.jobs)
        try queue.push("b")
        // The copy comes from the same lane with the same counter; STALE makes it take another counter.
        var copy = try queue.lane()
        #expect(copy.counter == 1)
        let next = try taken(copy.claim())
        #expect(next.claim.counter == 2 && next.claim.id != batch.claim.id && next.jobs == ["b"])
        // What a zombie commits under the old id does not touch the new batch.
        if end == "recover" { #expect(try lane.commit(batch.results, of: batch.claim) == .lost) }
        #expect(try queue.list(queue.keys.claim(next.claim.id)) == ["b"])
    }

    @Test("Nothing is claimed while paused, nor while results hold the bound")
    func pausedAndFull() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane(settings: ClaimSettings(maximumResults: 2))
        try queue.run("SET", queue.keys.paused, "")
        #expect(try word(lane.claim()) == "PAUSED")
        try queue.run("DEL", queue.keys.paused)
        try queue.run("RPUSH", queue.keys.results, "1", "2")
        #expect(try word(lane.claim()) == "FULL")
        try queue.run("LPOP", queue.keys.results)
        #expect(try word(lane.claim()) == "a")
        // Who waits for the reader with nothing to do would wait for ever.
        try queue.run("RPUSH", queue.keys.results, "3")
        var other = try queue.lane(1, settings: ClaimSettings(maximumResults: 2))
        #expect(try word(other.claim()) == "EMPTY")
        for key in [queue.keys.jobs, queue.keys.handoff, queue.keys.suspects] {
            try queue.run("RPUSH", key, "b")
            #expect(try word(other.claim()) == "FULL")
            try queue.run("DEL", key)
        }
    }

    @Test("The bell puts a job into handoff; every claim takes it back to the front of jobs first")
    func handoff() throws {
        let queue = try QueueFixture()
        var lane = try queue.lane()
        #expect(try lane.wait(upTo: .milliseconds(1)) == .timedOut)
        try queue.push("a", "b", "c")
        #expect(try lane.wait(upTo: .seconds(60)) == .rang)
        #expect(try lane.wait(upTo: .seconds(60)) == .rang)
        #expect(try queue.list(queue.keys.handoff) == ["a", "b"])
        var other = try queue.lane(1)
        #expect(try word(other.claim()) == "a,b,c")
        #expect(try queue.depth().handoff == 0)
    }

    @Test("A batch ends at its bytes, and one job always fits", arguments: [50_000, 1_000, 1])
    func bytes(bound: Int) throws {
        let queue = try QueueFixture()
        for index in 0..<60 { try queue.push(Array(repeating: UInt8(index), count: 5_000)) }
        var lane = try queue.lane(settings: ClaimSettings(batchJobs: 100, batchBytes: bound))
        var seen: [UInt8] = []
        var sizes: [Int] = []
        while seen.count < 60 {
            let batch = try taken(lane.claim())
            sizes.append(batch.payloads.count)
            seen += batch.payloads.compactMap { $0.first }
            #expect(batch.claim.waiting == 60 - seen.count)
            _ = try lane.commit(batch.results, of: batch.claim)
        }
        #expect(seen == (0..<60).map { UInt8($0) })
        // Redis rounds each 5 000 bytes up, and adds its overhead.
        #expect(sizes.dropLast().allSatisfy { bound == 50_000 ? (6...9).contains($0) : $0 == 1 })
    }

    @Test("Large jobs behind small ones do not make a batch that is too large")
    func uneven() throws {
        let queue = try QueueFixture()
        for _ in 0..<20 { try queue.push("{}") }
        for _ in 0..<200 { try queue.push(Array(repeating: 1, count: 20_000)) }
        var lane = try queue.lane(settings: ClaimSettings(batchJobs: 1000, batchBytes: 200_000))
        var left = 220
        while left > 0 {
            let batch = try taken(lane.claim())
            #expect(batch.payloads.reduce(0) { $0 + $1.count } <= 200_000)
            left -= batch.payloads.count
            _ = try lane.commit(batch.results, of: batch.claim)
        }
        #expect(left == 0)
    }

    @Test("A job above the limit comes as its length and its first 4 KiB", arguments: [2, 100])
    func oversized(batchJobs: Int) throws {
        let queue = try QueueFixture()
        let large = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let exact = Array(repeating: UInt8(1), count: 10_000)
        for job in [Array("a".utf8), large, exact, Array("b".utf8)] { try queue.push(job) }
        var lane = try queue.lane(settings: ClaimSettings(batchJobs: batchJobs, maximumJobBytes: 10_000))
        var payloads: [[UInt8]] = []
        var lengths: [Int?] = []
        while payloads.count < 4 {
            let batch = try taken(lane.claim())
            payloads += batch.payloads
            lengths += batch.oversized
            _ = try lane.commit(batch.results, of: batch.claim)
        }
        #expect(lengths == [nil, 50_000, nil, nil])
        #expect(payloads == [Array("a".utf8), Array(large.prefix(4096)), exact, Array("b".utf8)])
    }

    @Test(
        "Bytes that only begin like the stand-in of a large job are a job",
        arguments: [
            "\0", "\0oversized ", "\0oversized \n", "\0oversized 1x\n", "\0oversized 1",
            "\0oversized 99999999999999999999\n",
        ])
    func standIn(job: String) throws {
        let queue = try QueueFixture()
        try queue.push(job)
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        #expect(batch.oversized == [nil] && batch.jobs == [job])
    }

    @Test("A suspect above the limit comes as a stand-in too, and stays one when it is released")
    func oversizedSuspect() throws {
        let queue = try QueueFixture()
        try queue.run("RPUSH", queue.keys.suspects, "2:" + String(repeating: "x", count: 20_000))
        var lane = try queue.lane(settings: ClaimSettings(maximumJobBytes: 10_000))
        for _ in 0..<2 {
            let batch = try taken(lane.claim())
            #expect(batch.oversized == [20_000] && batch.claim.deliveries == 2 && batch.payloads[0].count == 4096)
            try lane.release()
        }
    }

    @Test("A backlog below a batch is taken whole, one above it leaves the rest", arguments: [3, 4, 5, 17, 40])
    func backlog(count: Int) throws {
        let queue = try QueueFixture()
        let jobs = (0..<count).map { "\($0)" }
        for job in jobs { try queue.push(job) }
        var lane = try queue.lane(settings: ClaimSettings(batchJobs: 17))
        #expect(try taken(lane.claim()).jobs == Array(jobs.prefix(17)))
        #expect(try queue.list(queue.keys.jobs) == Array(jobs.dropFirst(17)))
    }

    @Test("A full Redis refuses the bell, yet claims, commits, releases and recovers")
    func outOfMemory() throws {
        let queue = try QueueFixture()
        for index in 0..<12 { try queue.push("\(index)") }
        var dying = try queue.lane(1)
        _ = try taken(dying.claim())
        try queue.expire()
        try queue.run("CONFIG", "SET", "maxmemory-policy", "noeviction")
        try queue.run("CONFIG", "SET", "maxmemory", "1")
        #expect {
            try queue.push("more")
        } throws: {
            ($0 as? RedisError)?.isServer("OOM") == true
        }
        var keeper = try queue.keeper()
        #expect(try keeper.sweep(at: queue.start) == 0)
        #expect(try keeper.sweep(at: queue.start + .seconds(4)) == 4)
        var lane = try queue.lane()
        #expect(try lane.wait(upTo: .seconds(60)) == .refused)
        _ = try taken(lane.claim())
        try lane.release()
        var answered = 0
        while case .batch(let batch) = try lane.claim() {
            let batch = Taken(batch)
            #expect(try keeper.extend([batch.claim.id]) == [])
            #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
            answered += batch.jobs.count
        }
        #expect(answered == 12)
        #expect(try queue.results().count == 12)
    }

    @Test(
        "A fence that holds no counter is an error, not a crash; a far one is passed",
        arguments: [(1 << 52, true), (Int.max, false)])
    func strangeFence(counter: Int, isPassed: Bool) throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        try queue.run("SET", queue.keys.done(lane: lane.lane.text), "\(counter)x")
        if isPassed {
            #expect(try taken(lane.claim()).claim.counter == counter + 1)
        } else {
            #expect {
                _ = try word(lane.claim())
            } throws: {
                "\($0)".contains("no counter") && ($0 as? RedisError)?.isConnectionUsable == true
            }
        }
    }

    @Test("A key of the wrong type in the place of jobs is an error, and loses nothing")
    func wrongType() throws {
        let queue = try QueueFixture()
        try queue.run("SADD", queue.keys.jobs, "x")
        var lane = try queue.lane()
        #expect {
            _ = try word(lane.claim())
        } throws: {
            "\($0)".contains("WRONGTYPE") && ($0 as? RedisError)?.isConnectionUsable == true
        }
        #expect(try queue.texts("KEYS", "*") == [queue.keys.jobs])
        try queue.run("DEL", queue.keys.jobs)
        try queue.push("a")
        #expect(try word(lane.claim()) == "a")
    }
}
