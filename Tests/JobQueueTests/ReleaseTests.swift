import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

@Suite struct ReleaseTests {
    @Test("Released jobs go to the front of the queue in their order, before handoff's successors, and not as suspects")
    func order() throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d", "e", "f")
        var lane = try queue.lane()
        _ = try taken(lane.claim())
        #expect(try lane.wait(upTo: .seconds(60)) == .rang)
        try lane.release()
        #expect(try queue.list(queue.keys.jobs) == ["a", "b", "c", "d", "e", "f"])
        #expect(try queue.depth().handoff == 0 && queue.depth().suspects == 0)
        let next = try taken(lane.claim())
        #expect(next.claim.counter == 2 && next.claim.deliveries == 0 && next.jobs == ["a", "b", "c", "d"])
        #expect(try queue.stat("released") == 4)
    }

    @Test("A claim whose request may still be on its way is released too: it takes nothing when it arrives")
    func onItsWay() throws {
        let queue = try QueueFixture()
        var lane = try queue.lane()
        #expect(try word(lane.claim()) == "EMPTY")
        try lane.release()
        try queue.push("a")
        var copy = try queue.lane()
        #expect(try taken(copy.claim()).claim.counter == 2)
    }

    @Test(
        "Both claims of a round trip that broke off are given back, the older one in front", arguments: [false, true])
    func both(committed: Bool) throws {
        let queue = try QueueFixture()
        try queue.push("a", "b", "c", "d", "e", "f")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        if committed { _ = try lane.commit(batch.results, of: batch.claim) }
        var claiming = try queue.lane()
        claiming.counter = 2
        #expect(try word(claiming.claim()) == "e,f")
        // What the lane knows after the connection broke: nothing.
        lane.working = batch.claim
        lane.request = .unanswered
        #expect(lane.openClaims == [batch.claim.id, lane.lane.claimID(2)])
        try lane.release()
        #expect(lane.openClaims == [])
        #expect(try queue.list(queue.keys.jobs) == (committed ? ["e", "f"] : ["a", "b", "c", "d", "e", "f"]))
        #expect(try queue.depth().leases == 0)
        // The fence did not fall: a copy of either claim takes nothing.
        var copy = try queue.lane()
        #expect(try taken(copy.claim()).claim.counter == 3)
    }

    @Test("Releasing twice, or after the jobs were recovered, changes nothing")
    func again() throws {
        let queue = try QueueFixture()
        try queue.push("a")
        var lane = try queue.lane()
        let batch = try taken(lane.claim())
        #expect(try queue.recover() == 1)
        for _ in 0..<2 {
            try lane.release()
            lane.working = batch.claim
        }
        #expect(try queue.depth().jobs == 0 && queue.list(queue.keys.suspects) == ["1:a"])
    }
}
