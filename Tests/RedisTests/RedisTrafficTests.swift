import TestSupport
import Testing

@testable import Redis

@Suite struct RedisTrafficTests {
    @Test("All connections of a configuration add up round trips and bytes, a pipeline as one round trip")
    func totals() throws {
        let server = try RedisServer()
        var configuration = server.configuration
        let traffic = RedisTraffic()
        configuration.traffic = traffic
        var first = try RedisConnection.open(configuration)
        _ = try first.call(RedisCommand("PING"))
        let one = traffic.totals
        // *1 $4 PING, and +PONG, each line with its end.
        #expect((one.roundTrips, one.sentBytes, one.receivedBytes) == (1, 14, 7))
        var second = try RedisConnection.open(configuration)
        for _ in 0..<3 { try second.append(RedisCommand("PING")) }
        for _ in 0..<3 { _ = try second.receive() }
        let more = traffic.totals - one
        #expect((more.roundTrips, more.sentBytes, more.receivedBytes) == (1, 42, 21))
        configuration.traffic = nil
        var uncounted = try RedisConnection.open(configuration)
        _ = try uncounted.call(RedisCommand("PING"))
        #expect(traffic.totals - one == more)
    }
}
