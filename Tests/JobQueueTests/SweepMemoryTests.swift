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
        #expect(memory.observe(expired("a"), at: at(0)) == [])
        #expect(memory.observe(expired("b", "a"), at: at(3.9)) == [])
        #expect(memory.observe(expired("b", "a"), at: at(4)) == expired("a"))
        #expect(memory.observe(expired("b", "a"), at: at(7.9)) == expired("b", "a"))
    }

    @Test("A sweep that does not see it, or sees another deadline, starts the patience anew")
    func anew() {
        var memory = SweepMemory(patience: .seconds(4))
        #expect(memory.observe(expired("a"), at: at(0)) == [])
        #expect(memory.observe([], at: at(2)) == [])
        #expect(memory.observe(expired("a"), at: at(5)) == [])
        #expect(memory.observe([ExpiredLease(claimID: "a", deadline: "6")], at: at(10)) == [])
        #expect(memory.observe([ExpiredLease(claimID: "a", deadline: "6")], at: at(14)).count == 1)
    }

    @Test("What was seen before a reconnect counts for nothing")
    func forget() {
        var memory = SweepMemory(patience: .seconds(4))
        #expect(memory.observe(expired("a"), at: at(0)) == [])
        memory.forget()
        #expect(memory.observe(expired("a"), at: at(100)) == [])
        #expect(memory.observe(expired("a"), at: at(104)) == expired("a"))
    }
}
