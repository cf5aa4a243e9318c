import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

@Suite struct SuspectTests {
    @Test("Jobs of a dead worker come back one by one, each with one delivery more")
    func alone() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d")
        var dying = try queue.lane(1)
        _ = try taken(dying.claim())
        #expect(try queue.recover() == 4)
        #expect(try queue.list(queue.keys.suspects) == ["1:a", "1:b", "1:c", "1:d"])
        try queue.push("e", "f", "g", "h", "i")
        var lane = try queue.lane()
        var seen: [String] = []
        while case .batch(let batch) = try lane.claim() {
            let batch = Taken(batch)
            seen.append("\(batch.claim.deliveries):" + batch.jobs.joined())
            _ = try lane.commit(batch.results, of: batch.claim)
        }
        #expect(seen == ["1:a", "1:b", "1:c", "1:d", "0:efgh", "0:i"])
        #expect(try queue.results().count == 9 && queue.stat("redelivered") == 4)
    }

    @Test("Many suspects let a batch of new jobs pass after some of them, and none waits when there are no new jobs")
    func turns() throws {
        let queue = try QueueFixture()
        let row = LaneQueue.maximumSuspectsInRow
        for number in 0..<(3 * row + 5) { try queue.run("RPUSH", queue.keys.suspects, "1:\(number)") }
        try queue.push("a", "b", "c", "d", "e")
        var lane = try queue.lane()
        var runs = [0]
        while case .batch(let batch) = try lane.claim() {
            let batch = Taken(batch)
            if batch.claim.isSuspect { runs[runs.count - 1] += 1 } else { runs.append(0) }
            _ = try lane.commit(batch.results, of: batch.claim)
        }
        // Two batches of at most four jobs.
        #expect(runs == [row, row, row + 5])
    }

    @Test("A process has one suspect in flight over all its lanes; another process may have its own")
    func permit() throws {
        let queue = try QueueFixture()
        try queue.run("RPUSH", queue.keys.suspects, "1:a", "1:b", "1:c", "1:d")
        var first = try queue.lane(0)
        var second = try queue.lane(1)
        var stranger = try queue.lane(0, process: String(repeating: "b", count: 32), permit: SuspectPermit())
        let held = try taken(first.claim())
        #expect(held.jobs == ["a"])
        try #require(try word(second.claim()) == "EMPTY")
        #expect(try word(stranger.claim()) == "b")
        // Its own next one is allowed: the first is resolved before.
        let next = try first.next(after: held).batch
        #expect(next.jobs == ["c"])
        try #require(try word(second.claim()) == "EMPTY")
        _ = try first.commit(next.results, of: next.claim)
        #expect(try word(second.claim()) == "d")
    }

    @Test("A lane that ends gives the permit back; an empty queue does not keep it")
    func permitReturned() throws {
        let queue = try QueueFixture()
        try queue.run("RPUSH", queue.keys.suspects, "1:a", "1:b")
        func leave() throws {
            var lane = try queue.lane(0)
            #expect(try word(lane.claim()) == "a")
        }
        try leave()
        var second = try queue.lane(1)
        let batch = try taken(second.claim())
        #expect(batch.jobs == ["b"])
        #expect(try second.nextWord(after: batch).next == "EMPTY")
        try queue.run("RPUSH", queue.keys.suspects, "1:c")
        var third = try queue.lane(2)
        #expect(try word(third.claim()) == "c")
    }

    @Test("A suspect that an old copy of the request took without the permit is given back")
    func withoutPermit() throws {
        let queue = try QueueFixture()
        try queue.run("RPUSH", queue.keys.suspects, "2:a", "1:b")
        // Both copies are of the same lane; the first one's process does not know what the second got.
        var copy = try queue.lane(0, permit: SuspectPermit())
        #expect(try word(copy.claim()) == "a")
        var other = try queue.lane(1)
        #expect(try word(other.claim()) == "b")
        var lane = try queue.lane(0)
        #expect(try word(lane.claim()) == "EMPTY")
        #expect(try queue.list(queue.keys.suspects) == ["2:a"])
        #expect(lane.counter == 2)
    }

    @Test("A released suspect returns to the head of the suspects with its count, never to a batch")
    func release() throws {
        let queue = try QueueFixture()
        try queue.run("RPUSH", queue.keys.suspects, "2:a:1", "1:b")
        try queue.push("c")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        #expect(batch.jobs == ["a:1"] && batch.claim.deliveries == 2)
        try lane.release()
        #expect(try queue.list(queue.keys.suspects) == ["2:a:1", "1:b"])
        #expect(try queue.list(queue.keys.jobs) == ["c"])
    }

    @Test("The count rises with every worker that dies, up to the fourth delivery")
    func deliveries() throws {
        let queue = try QueueFixture()
        try queue.push("poison")
        for count in 0...4 {
            var lane = try queue.lane(count)
            let batch = try taken(lane.claim())
            #expect(batch.claim.deliveries == count && batch.claim.isSuspect == (count > 0))
            #expect(try queue.recover() == 1)
        }
    }

    @Test("Burying answers the job and writes it to dead, once, in one step; equal jobs are two entries")
    func bury() throws {
        let queue = try QueueFixture()
        try queue.run("RPUSH", queue.keys.suspects, "3:{}", "4:{}")
        var lane = try queue.lane()
        for count in 3...4 {
            let batch = try taken(lane.claim())
            for _ in 0..<2 {
                #expect(
                    try lane.commit(results(["failed"], to: ["x"]), of: batch.claim, burying: "poison") == .committed)
                lane.working = batch.claim
            }
            lane.working = nil
            #expect(batch.claim.deliveries == count)
        }
        #expect(try queue.list(queue.keys.reply("x")) == ["failed", "failed"])
        let entry = ["reason": "poison", "job": "{}", "length": "2"]
        #expect(try queue.dead() == [3, 4].map { entry.merging(["deliveries": "\($0)"]) { $1 } })
        #expect(try queue.text("TYPE", queue.keys.dead) == "stream" && queue.stat("buried") == 2)
        #expect(try queue.leftovers() == [queue.keys.reply("x")])
    }

    @Test("dead keeps the newest thousand of the last week, and the first MiB of a job")
    func deadIsBounded() throws {
        let queue = try QueueFixture()
        let source = "for i = 1, 1500 do redis.call('XADD', KEYS[1], ARGV[1] .. '-' .. i, 'job', i) end return 0"
        let now = try #require(Int(try queue.texts("TIME")[0])) * 1000
        try queue.run("EVAL", source, "1", queue.keys.dead, "\(now - 1)")
        try queue.run("RPUSH", queue.keys.suspects, "3:" + String(repeating: "x", count: 2 << 20))
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        _ = try lane.commit(results(["failed"]), of: batch.claim, burying: "poison")
        #expect(try queue.depth().dead == 1000)
        let last = try #require(try queue.dead().last)
        #expect(last["length"] == "\(2 << 20)" && last["job"]?.count == 1 << 20)

        try queue.run("DEL", queue.keys.dead)
        try queue.run("EVAL", source, "1", queue.keys.dead, "\(now - 8 * 86_400_000)")
        try queue.run("RPUSH", queue.keys.suspects, "3:y")
        let next = try taken(lane.claim())
        _ = try lane.commit(results(["failed"]), of: next.claim, burying: "poison")
        #expect(try queue.depth().dead == 1)
    }

    @Test("A key in the place of jobs keeps no suspect back")
    func jobsInTheWay() throws {
        let queue = try QueueFixture()
        try queue.run("SET", queue.keys.jobs, "text")
        try queue.run("RPUSH", queue.keys.suspects, "1:a")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        #expect(batch.payloads == [Array("a".utf8)] && batch.claim.waiting == 0)
        #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
    }

    @Test(
        "A dead or a count that takes nothing neither keeps the result back nor doubles it",
        arguments: [
            "'SET', KEYS[1], 'text'", "'HSET', KEYS[2], 'buried', 'many'",
            "'XADD', KEYS[1], '18446744073709551615-18446744073709551615', 'job', 'last'",
        ])
    func deadInTheWay(obstacle: String) throws {
        let queue = try QueueFixture()
        try queue.run("EVAL", "return redis.call(\(obstacle))", "2", queue.keys.dead, queue.keys.stats)
        try queue.run("RPUSH", queue.keys.suspects, "3:a")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        #expect(try lane.commit(results(["failed"]), of: batch.claim, burying: "poison") == .committed)
        #expect(try queue.results() == ["failed"] && queue.leftovers().allSatisfy { !$0.contains("claim") })
    }

    @Test(
        "Whatever a stranger writes to suspects is a job",
        arguments: ["", "5", ":a", "x:a", "1234:a", "-1:a", "0:a", "007:a\0b:c"])
    func garbage(suspect: String) throws {
        let queue = try QueueFixture()
        try queue.run("RPUSH", queue.keys.suspects, suspect)
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        let expected = ["0:a": ("a", 1), "007:a\0b:c": ("a\0b:c", 7)][suspect] ?? (suspect, 1)
        #expect(batch.jobs == [expected.0] && batch.claim.deliveries == expected.1)
    }
}
