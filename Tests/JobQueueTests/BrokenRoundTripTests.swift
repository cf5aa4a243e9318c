import Keyspace
import Redis
import TestSupport
import Testing

@testable import JobQueue

/// Round trips that break off after some of their commands were executed, and are made again.
@Suite struct BrokenRoundTripTests {
    private static let faults: [FaultyProxy.Fault] = [0, 1, 2, 3].map { .cut(executed: $0) } + [.late, .copied]

    @Test("A claim that broke off anywhere is answered with the same batch when it is made again", arguments: faults)
    func claim(fault: FaultyProxy.Fault) throws {
        let queue = try QueueFixture()
        let proxy = try FaultyProxy(queue.server)
        defer { proxy.stop() }
        for index in 0..<9 { try queue.push("\(index)") }
        var lane = try queue.lane(configuration: proxy.configuration)
        try warmUp(&lane, queue)
        proxy.next(fault)
        let batch = try again(&lane, proxy) { lane throws in try taken(lane.claim()) }
        #expect(batch.jobs == ["4", "5", "6", "7"])
        if proxy.heldCount > 0 { try proxy.deliver(0) }
        #expect(try queue.list(queue.keys.jobs) == ["8"])
        #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
        #expect(try queue.results().count == 8)
    }

    @Test("A commit and claim that broke off anywhere ends the same when it is made again", arguments: faults)
    func commitAndClaim(fault: FaultyProxy.Fault) throws {
        let queue = try QueueFixture()
        let proxy = try FaultyProxy(queue.server)
        defer { proxy.stop() }
        for index in 0..<17 { try queue.push("\(index)") }
        var lane = try queue.lane(configuration: proxy.configuration)
        try warmUp(&lane, queue)
        let first = try taken(lane.claim())
        proxy.next(fault)
        let second = try again(&lane, proxy) { lane throws in try lane.next(after: first) }
        #expect(second.outcome == .committed && second.batch.jobs == ["8", "9", "10", "11"])
        let third = try lane.next(after: second.batch)
        #expect(third.outcome == .committed && third.batch.jobs == ["12", "13", "14", "15"])
        // A late copy of the first round trip finds both its claims finished.
        if proxy.heldCount > 0 { try proxy.deliver(0) }
        #expect(try queue.results() == (0..<12).map { "r:\($0)" })
        #expect(try queue.list(queue.keys.jobs) == ["16"] && queue.depth().leases == 1)
        #expect(third.batch.claim.counter == 4)
    }

    @Test("A release that broke off is made again", arguments: [0, 1])
    func release(executed: Int) throws {
        let queue = try QueueFixture()
        let proxy = try FaultyProxy(queue.server)
        defer { proxy.stop() }
        try queue.push("a", "b")
        var lane = try queue.lane(configuration: proxy.configuration)
        _ = try taken(lane.claim())
        try lane.release()
        _ = try taken(lane.claim())
        proxy.next(.cut(executed: executed))
        try again(&lane, proxy) { lane throws in try lane.release() }
        #expect(try queue.list(queue.keys.jobs) == ["a", "b"] && queue.depth().leases == 0)
        #expect(lane.openClaims == [])
    }

    @Test("A claim that was executed, lost, and recovered before it was made again gets another id")
    func recovered() throws {
        let queue = try QueueFixture()
        let proxy = try FaultyProxy(queue.server)
        defer { proxy.stop() }
        for index in 0..<5 { try queue.push("\(index)") }
        var lane = try queue.lane(configuration: proxy.configuration)
        try warmUp(&lane, queue)
        try queue.push("5")
        proxy.next(.cut(executed: 2))
        #expect(throws: RedisError.self) { _ = try word(lane.claim()) }
        #expect(lane.openClaims == [lane.lane.claimID(2)])
        #expect(try queue.recover() == 2)
        lane.reconnect(try RedisConnection.open(proxy.configuration))
        let batch = try taken(lane.claim())
        #expect(batch.claim.counter == 3 && batch.claim.deliveries == 1 && batch.jobs == ["4"])
    }

    /// Claims and commits once, so that the connection has loaded the scripts: a fault then hits the round trip itself.
    private func warmUp(_ lane: inout LaneQueue, _ queue: QueueFixture) throws {
        let batch = try taken(lane.claim())
        #expect(try lane.commit(batch.results, of: batch.claim) == .committed)
    }

    /// Makes a call, and makes it again with a new connection if it broke off.
    @discardableResult
    private func again<Value>(
        _ lane: inout LaneQueue, _ proxy: FaultyProxy, _ call: (inout LaneQueue) throws -> Value
    ) throws -> Value {
        do { return try call(&lane) } catch let error as RedisError {
            #expect(!error.isConnectionUsable)
            lane.reconnect(try RedisConnection.open(proxy.configuration))
            return try call(&lane)
        }
    }
}
