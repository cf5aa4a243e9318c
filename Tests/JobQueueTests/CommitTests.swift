import JobWire
import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

@Suite struct CommitTests {
    @Test("Results go to their lists in the order of the jobs; only reply lists expire, one hour after the last push")
    func destinations() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        let made = results(["1", "2", "3", "4"], to: ["x", nil, "y", "x"])
        var before = try queue.now()
        #expect(try lane.commit(made, of: batch.claim) == .committed)
        var hourLater = try (before + 3_600_000)...(queue.now() + 3_600_000)
        #expect(try queue.results() == ["2"])
        #expect(try queue.list(queue.keys.reply("x")) == ["1", "4"])
        #expect(try queue.list(queue.keys.reply("y")) == ["3"])
        #expect(try queue.integer("TTL", queue.keys.results) == -1)
        for name in ["x", "y"] {
            #expect(hourLater.contains(try queue.integer("PEXPIRETIME", queue.keys.reply(name))))
        }
        try queue.run("EXPIRE", queue.keys.reply("x"), "10")
        try queue.push("e")
        let next = try taken(lane.claim())
        before = try queue.now()
        _ = try lane.commit(results(["5"], to: ["x"]), of: next.claim)
        hourLater = try (before + 3_600_000)...(queue.now() + 3_600_000)
        #expect(hourLater.contains(try queue.integer("PEXPIRETIME", queue.keys.reply("x"))))
    }

    @Test("No key is left when all work is done, but the counters and fences that expire")
    func leftovers() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d", "e", "f")
        var lane = try queue.lane()
        var batch = try taken(lane.claim())
        batch = try lane.next(after: batch).batch
        #expect(try lane.nextWord(after: batch).next == "EMPTY")
        try lane.release()
        #expect(try queue.leftovers() == [])
        #expect(try queue.stat("claimed") == 6 && queue.stat("committed") == 6)
    }

    @Test("A batch of more results than Lua can hold on its stack is committed")
    func large() throws {
        let queue = try QueueFixture()
        for index in 0..<9_000 { try queue.push("\(index)") }
        var lane = try queue.lane(settings: ClaimSettings(batchJobs: 20_000))
        let batch = try taken(lane.claim())
        #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
        #expect(try queue.results() == (0..<9_000).map { "r:\($0)" })
    }

    @Test("A commit whose reply was lost, made again, pushes nothing twice")
    func again() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        for _ in 0..<2 {
            #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
            // As if the reply had not come.
            lane.working = batch.claim
        }
        #expect(try queue.results() == ["r:a", "r:b"])
        #expect(try queue.stat("committed") == 2)
    }

    @Test("A commit after others took the jobs writes nothing")
    func lost() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        #expect(try queue.recover() == 2)
        let answer = try lane.nextWord(after: batch, results(["1", "2"], to: [nil, "x"]))
        #expect(answer.outcome == .lost)
        #expect(try queue.results().isEmpty && queue.list(queue.keys.reply("x")).isEmpty)
        #expect(try queue.stat("committed") == 0)
        // What was claimed in the same round trip is valid.
        #expect(answer.next == "a")
        #expect(lane.openClaims.first?.hasSuffix(":2") == true)
    }

    @Test("Without a lease a commit writes nothing, even when the jobs are still in the claim; they run again")
    func withoutLease() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        try queue.run("DEL", queue.keys.leases)
        #expect(try lane.commit(batch.results, of: batch.claim) == .lost)
        #expect(try queue.results().isEmpty && queue.list(queue.keys.claim(batch.claim.id)) == ["a", "b"])
        var keeper = try queue.keeper()
        #expect(try keeper.sweep(at: queue.start) == 0)
        #expect(try queue.recover() == 2)
        #expect(try word(lane.claim()) == "a")
    }

    @Test("A commit between the deadline and the recovery counts")
    func late() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        try queue.expire()
        #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
    }

    @Test("Results for a reply list of the wrong type go to results; none goes out twice", arguments: [false, true])
    func wrongReplyList(pipelined: Bool) throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d")
        try queue.run("SET", queue.keys.reply("bad"), "text")
        try queue.run("SADD", queue.keys.reply("worse"), "member")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        let made = results(["1", "2", "3", "4"], to: ["good", "bad", nil, "worse"])
        if pipelined {
            #expect(try lane.nextWord(after: batch, made).outcome == .committed)
        } else {
            #expect(try lane.commit(made, of: batch.claim) == .committed)
        }
        #expect(try queue.list(queue.keys.reply("good")) == ["1"])
        #expect(try queue.results() == ["2", "3", "4"])
        #expect(try queue.text("GET", queue.keys.reply("bad")) == "text")
    }

    @Test("While results is no list nothing is written at all; afterwards the same commit succeeds")
    func wrongResults() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b")
        try queue.run("SET", queue.keys.results, "text")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        let made = results(["1", "2"], to: ["x", nil])
        for _ in 0..<2 {
            #expect {
                _ = try lane.nextWord(after: batch, made)
            } throws: {
                ($0 as? RedisError)?.isServer("WRONGTYPE") == true && "\($0)".contains(queue.keys.results)
            }
        }
        #expect(try queue.list(queue.keys.reply("x")).isEmpty)
        try queue.run("DEL", queue.keys.results)
        #expect(try lane.nextWord(after: batch, made).outcome == .committed)
        #expect(try queue.list(queue.keys.reply("x")) == ["1"] && queue.results() == ["2"])
    }

    @Test("Counters of the wrong type stop a commit before it writes")
    func wrongStats() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        try queue.run("SET", queue.keys.stats, "text")
        #expect { _ = try lane.commit(batch.results, of: batch.claim) } throws: { "\($0)".contains("WRONGTYPE") }
        #expect(try queue.results().isEmpty)
        try queue.run("DEL", queue.keys.stats)
        #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
        #expect(try queue.results() == ["r:a"])
    }

    @Test("When a stranger changed the claim's list, nothing is pushed, the rest is given back and the lane goes on")
    func mismatch() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        try queue.run("LPOP", queue.keys.claim(batch.claim.id))
        #expect(try lane.commit(batch.results, of: batch.claim) == .lost)
        #expect(try queue.results().isEmpty)
        #expect(try word(lane.claim()) == "b,c")
    }

    @Test(
        "Scripts that Redis has forgotten are loaded again, wherever in the pipeline",
        arguments: ["all", "commit", "claim"])
    func forgotten(which: String) throws {
        let queue = try QueueFixture()
        for index in 0..<12 { try queue.push("\(index)") }
        var lane = try queue.lane()
        try queue.run("SCRIPT", "FLUSH")
        var batch = try taken(lane.claim())
        for _ in 0..<2 {
            try queue.run("SCRIPT", "FLUSH")
            // Another worker may have loaded one of the two.
            if which == "claim" { try queue.run("SCRIPT", "LOAD", QueueScript.commit.source) }
            if which == "commit" { try queue.run("SCRIPT", "LOAD", QueueScript.claim.source) }
            let answer = try lane.next(after: batch)
            #expect(answer.outcome == .committed)
            batch = answer.batch
        }
        try queue.run("SCRIPT", "FLUSH")
        #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
        #expect(try queue.results() == (0..<12).map { "r:\($0)" })
    }

    @Test("The next claim is not the commit's: its error leaves the outcome known, and a repeated call only claims")
    func halfway() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d", "e")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        try queue.run("RENAME", queue.keys.jobs, "aside")
        try queue.run("SET", queue.keys.jobs, "text")
        #expect { _ = try lane.nextWord(after: batch) } throws: { "\($0)".contains("WRONGTYPE") }
        #expect(try queue.results().count == 4)
        #expect(lane.openClaims.count == 1)
        try queue.run("RENAME", "aside", queue.keys.jobs)
        // The marker is gone after an hour: the lane itself knows how the commit ended.
        try queue.run("DEL", queue.keys.done(lane: lane.lane.text))
        let answer = try lane.nextWord(after: batch)
        #expect(answer.outcome == .committed && answer.next == "e")
        #expect(try queue.results().count == 4)
    }
}
