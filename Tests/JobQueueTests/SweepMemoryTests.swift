import Testing

@testable import JobQueue

@Suite struct SweepMemoryTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func expired(_ claims: String...) -> [ExpiredLease] {
        claims.map { ExpiredLease(claimID: $0, deadline: "5") }
    }

    @Test("A claim is abandoned when all sweeps of the patience saw the same deadline")
    func patience() {
        var memory = SweepMemory(patience: .seconds(4))
        #expect(memory.observe(expired("a"), during: at(0)...at(0)) == [])
        #expect(memory.observe(expired("b", "a"), during: at(3.9)...at(3.9)) == [])
        #expect(memory.observe(expired("b", "a"), during: at(4)...at(4)) == expired("a"))
        #expect(memory.observe(expired("b", "a"), during: at(7.9)...at(7.9)) == expired("b", "a"))
    }

    @Test("A sweep that does not see it, or sees another deadline, starts the patience anew")
    func anew() {
        var memory = SweepMemory(patience: .seconds(4))
        #expect(memory.observe(expired("a"), during: at(0)...at(0)) == [])
        #expect(memory.observe([], during: at(2)...at(2)) == [])
        #expect(memory.observe(expired("a"), during: at(5)...at(5)) == [])
        #expect(memory.observe([ExpiredLease(claimID: "a", deadline: "6")], during: at(10)...at(10)) == [])
        #expect(memory.observe([ExpiredLease(claimID: "a", deadline: "6")], during: at(14)...at(14)).count == 1)
    }

    @Test("What was seen before a reconnect counts for nothing")
    func forget() {
        var memory = SweepMemory(patience: .seconds(4))
        #expect(memory.observe(expired("a"), during: at(0)...at(0)) == [])
        memory.forget()
        #expect(memory.observe(expired("a"), during: at(100)...at(100)) == [])
        #expect(memory.observe(expired("a"), during: at(104)...at(104)) == expired("a"))
    }

    @Test("A look that Redis answered late counts from its answer, and the next one from its question")
    func late() {
        var memory = SweepMemory(patience: .seconds(4))
        #expect(memory.observe(expired("a"), during: at(0)...at(60)) == [])
        #expect(memory.observe(expired("a"), during: at(60)...at(60)) == [])
        #expect(memory.observe(expired("a"), during: at(63)...at(90)) == [])
        #expect(memory.observe(expired("a"), during: at(90)...at(90)) == expired("a"))
    }
}
