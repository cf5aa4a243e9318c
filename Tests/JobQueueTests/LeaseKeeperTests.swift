import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

@Suite struct LeaseKeeperTests {
    @Test(
        "Extending gives a full lease, also past the deadline and when the clock went back, and names the lost claims")
    func extend() throws {
        let queue = try QueueFixture()
        for index in 0..<8 { try queue.push("\(index)") }
        var first = try queue.lane(0)
        var second = try queue.lane(1)
        let early = try taken(first.claim()).claim
        let late = try taken(second.claim()).claim
        try queue.run("ZADD", queue.keys.leases, "1", early.id)
        try queue.run("ZADD", queue.keys.leases, "\(late.deadline + 3_600_000)", late.id)
        var keeper = try queue.keeper()
        #expect(try keeper.extend([]) == [])
        let before = try queue.now()
        #expect(try keeper.extend([early.id, "gone:1", late.id]) == ["gone:1"])
        let leases = try (before + 10_000)...(queue.now() + 10_000)
        for claim in [early, late] {
            let score = try #require(Int(try queue.text("ZSCORE", queue.keys.leases, claim.id) ?? ""))
            #expect(leases.contains(score))
        }
        #expect(try queue.integer("ZCARD", queue.keys.leases) == 2)
    }

    @Test("One look at an expired lease recovers nothing; a second one a beat and a second later does")
    func twoSweeps() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b")
        var lane = try queue.lane()
        _ = try taken(lane.claim())
        var keeper = try queue.keeper()
        #expect(try keeper.sweep(at: queue.start) == 0)
        try queue.expire()
        #expect(try keeper.sweep(at: queue.start + .seconds(100)) == 0)
        #expect(try keeper.sweep(at: queue.start + .milliseconds(103_999)) == 0)
        #expect(try keeper.sweep(at: queue.start + .seconds(104)) == 2)
        #expect(try queue.list(queue.keys.suspects) == ["1:a", "1:b"])
        #expect(try queue.depth().leases == 0 && queue.depth().inFlight == 0)
    }

    @Test(
        "An outage steals nothing: a lease that was extended, or looks different, starts anew, and so does a reconnect")
    func outage() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        let claim = try taken(lane.claim()).claim
        var keeper = try queue.keeper()
        try queue.expire()
        #expect(try keeper.sweep(at: queue.start) == 0)
        #expect(try keeper.extend([claim.id]) == [])
        #expect(try keeper.sweep(at: queue.start + .seconds(4)) == 0)
        try queue.expire()
        #expect(try keeper.sweep(at: queue.start + .seconds(8)) == 0)
        try queue.run("ZADD", queue.keys.leases, "2", claim.id)
        #expect(try keeper.sweep(at: queue.start + .seconds(12)) == 0)
        keeper.reconnect(try queue.server.connect())
        #expect(try keeper.sweep(at: queue.start + .seconds(16)) == 0)
        #expect(try keeper.sweep(at: queue.start + .seconds(20)) == 1)
    }

    @Test("The recover script itself compares the deadline: an extension between sweep and recovery counts")
    func compared() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        let claim = try taken(lane.claim()).claim
        let keys = queue.keys
        let answer = try queue.run(
            QueueScript.recover,
            keys: [
                keys.jobs, keys.handoff, keys.suspects, keys.leases, keys.claims, keys.claim(claim.id),
                keys.done(lane: lane.lane.text), keys.stats,
            ], [claim.id, "\(claim.deadline - 1)", "1", "3600"])
        #expect(answer == -1)
        #expect(try queue.list(keys.claim(claim.id)) == ["a"] && queue.depth().suspects == 0)
    }

    @Test("Two sweepers recover a claim once")
    func twoSweepers() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        _ = try taken(lane.claim())
        try queue.expire()
        var first = try queue.keeper()
        var second = try queue.keeper()
        #expect(try first.sweep(at: queue.start) == 0 && second.sweep(at: queue.start) == 0)
        #expect(try first.sweep(at: queue.start + .seconds(5)) == 1)
        #expect(try second.sweep(at: queue.start + .seconds(5)) == 0)
        #expect(try queue.list(queue.keys.suspects) == ["1:a"])
    }

    @Test("A claim without a lease is given one")
    func withoutLease() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        let claim = try taken(lane.claim()).claim
        try queue.run("DEL", queue.keys.leases)
        var keeper = try queue.keeper()
        #expect(try keeper.sweep(at: queue.start) == 0)
        let score = try #require(Int(try queue.text("ZSCORE", queue.keys.leases, claim.id) ?? ""))
        #expect(score >= claim.deadline)
        #expect(try queue.recover() == 1)
    }

    @Test("A lease further away than its own length is expired: Redis' clock went back")
    func farLease() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d", "e")
        var dead = try queue.lane(0)
        var alive = try queue.lane(1, settings: ClaimSettings(lease: .seconds(3600)))
        let far = try taken(dead.claim()).claim
        let near = try taken(alive.claim()).claim
        try queue.run("ZADD", queue.keys.leases, "\(far.deadline + 600_000)", far.id)
        var keeper = try queue.keeper()
        #expect(try keeper.sweep(at: queue.start) == 0)
        #expect(try keeper.sweep(at: queue.start + .seconds(4)) == 4)
        #expect(try queue.texts("ZRANGE", queue.keys.leases, "0", "-1") == [near.id])
    }

    @Test("Recovering brings a dead waiter's job back from handoff")
    func handoff() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d", "e", "f")
        var lane = try queue.lane()
        _ = try taken(lane.claim())
        #expect(try lane.wait(upTo: .seconds(60)) == .rang)
        #expect(try queue.recover() == 4)
        #expect(try queue.list(queue.keys.jobs) == ["e", "f"])
    }

    @Test(
        "What a stranger writes to leases is cleared away",
        arguments: ["", "x", "x:", ":", "x:0", "x:99999999999999999999", "\0"])
    func garbage(member: String) throws {
        let queue = try QueueFixture()
        try queue.run("ZADD", queue.keys.leases, "5", member)
        #expect(try queue.recover() == 0)
        #expect(try queue.depth().leases == 0)
        #expect(try queue.leftovers() == [])
    }

    @Test("Many expired claims are recovered a few per sweep, without a look more for those that wait")
    func many() throws {
        let queue = try QueueFixture()
        let count = LeaseKeeper.recovered + 5
        for index in 0..<count { try queue.push("\(index)") }
        for index in 0..<count {
            var lane = try queue.lane(index, settings: ClaimSettings(batchJobs: 1))
            _ = try taken(lane.claim())
        }
        try queue.expire()
        var keeper = try queue.keeper()
        #expect(try keeper.sweep(at: queue.start) == 0)
        #expect(try keeper.sweep(at: queue.start + .seconds(4)) == LeaseKeeper.recovered)
        #expect(try keeper.sweep(at: queue.start + .seconds(5)) == 5)
    }

    @Test("A suspects key of the wrong type loses no job")
    func wrongSuspects() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b")
        var lane = try queue.lane()
        _ = try taken(lane.claim())
        try queue.expire()
        try queue.run("SET", queue.keys.suspects, "text")
        var keeper = try queue.keeper()
        _ = try keeper.sweep(at: queue.start)
        #expect { _ = try keeper.sweep(at: queue.start + .seconds(4)) } throws: { "\($0)".contains("WRONGTYPE") }
        try queue.run("DEL", queue.keys.suspects)
        #expect(try keeper.sweep(at: queue.start + .seconds(8)) == 2)
    }

    @Test("The queue's depth says where the jobs are")
    func depth() throws {
        let queue = try QueueFixture()
        #expect(try queue.depth() == QueueDepth())
        for index in 0..<7 { try queue.push("\(index)") }
        var lane = try queue.lane()
        _ = try taken(lane.claim())
        _ = try lane.wait(upTo: .seconds(60))
        try queue.run("RPUSH", queue.keys.suspects, "1:a")
        try queue.run("RPUSH", queue.keys.results, "1", "2")
        try queue.run("XADD", queue.keys.dead, "*", "job", "x")
        try queue.run("SET", queue.keys.paused, "1")
        try queue.run("HSET", queue.keys.claims, "x:1", "junk", "x:2", "0 -5 1 1", "x:3", "")
        var expected = QueueDepth()
        (expected.jobs, expected.handoff, expected.suspects, expected.leases) = (2, 1, 1, 1)
        (expected.results, expected.dead, expected.inFlight, expected.isPaused) = (2, 1, 4, true)
        expected.claimed = 4
        #expect(try queue.depth() == expected)
        #expect(expected.waiting == 4)
    }

    @Test("Reading the depth fails on a key of the wrong type and leaves the connection in step")
    func depthFails() throws {
        let queue = try QueueFixture()
        try queue.run("SET", queue.keys.jobs, "text")
        #expect { _ = try queue.depth() } throws: { ($0 as? RedisError)?.isServer("WRONGTYPE") == true }
        #expect(try queue.text("GET", queue.keys.jobs) == "text")
    }
}
