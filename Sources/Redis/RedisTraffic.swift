import Synchronization

/// What connections have sent and received since the start. Any thread; a connection adds to it once a round trip.
package final class RedisTraffic: Sendable, Equatable {
    package struct Totals: Sendable, Equatable {
        /// Pipelines sent, each of one or more commands.
        package var roundTrips = 0
        /// Of commands, before TLS.
        package var sentBytes = 0
        /// Of replies, before TLS.
        package var receivedBytes = 0

        package init() {}

        package static func - (totals: Totals, earlier: Totals) -> Totals {
            var difference = totals
            difference.roundTrips -= earlier.roundTrips
            difference.sentBytes -= earlier.sentBytes
            difference.receivedBytes -= earlier.receivedBytes
            return difference
        }
    }

    private let roundTrips = Atomic<Int>(0)
    private let sentBytes = Atomic<Int>(0)
    private let receivedBytes = Atomic<Int>(0)

    package init() {}

    package var totals: Totals {
        var totals = Totals()
        totals.roundTrips = roundTrips.load(ordering: .relaxed)
        totals.sentBytes = sentBytes.load(ordering: .relaxed)
        totals.receivedBytes = receivedBytes.load(ordering: .relaxed)
        return totals
    }

    func noteSent(_ count: Int) {
        roundTrips.wrappingAdd(1, ordering: .relaxed)
        sentBytes.wrappingAdd(count, ordering: .relaxed)
    }

    func noteReceived(_ count: Int) { receivedBytes.wrappingAdd(count, ordering: .relaxed) }

    /// Of the same connections.
    package static func == (one: RedisTraffic, other: RedisTraffic) -> Bool { one === other }
}
