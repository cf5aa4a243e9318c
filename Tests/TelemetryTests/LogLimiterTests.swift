import Testing

@testable import Telemetry

@Suite struct LogLimiterTests {
    private let start = ContinuousClock.now

    @Test("One of a kind is logged in an interval, with the number of those left out before it")
    func interval() {
        var limiter = LogLimiter(interval: .seconds(10))
        let decisions = [0, 1, 9.999, 10, 10.5, 100, 100.1, 115].map { seconds in
            limiter.admit("a", at: start + .seconds(seconds))
        }
        #expect(decisions == [0, nil, nil, 2, nil, 1, nil, 1])
    }

    @Test("Kinds do not wait for each other")
    func kinds() {
        var limiter = LogLimiter(interval: .seconds(10))
        #expect(limiter.admit("a", at: start) == 0)
        #expect(limiter.admit("b", at: start) == 0)
        #expect(limiter.admit("a", at: start) == nil)
    }

    @Test("Only so many kinds are remembered, the last ones")
    func capacity() {
        var limiter = LogLimiter(interval: .seconds(1000))
        for kind in 0...LogLimiter.capacity { #expect(limiter.admit("\(kind)", at: start + .seconds(kind)) == 0) }
        let later = start + .seconds(LogLimiter.capacity + 1)
        #expect(limiter.admit("1", at: later) == nil)
        #expect(limiter.admit("0", at: later) == 0)
    }
}
