import Synchronization

/// Durations in seconds, counted in fixed buckets. Any thread; a record is two atomic additions.
package final class Histogram: Sendable {
    /// Upper bounds in seconds, from 10 µs to 30 s: scoring one small batch and draining a slow one both resolve.
    static let bounds: [Double] = [
        0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30,
    ]

    // A mutex would be shared by all lanes and an array can't hold atomics, so each bucket is an object of its own.
    private let buckets: [Counter]
    private let nanoseconds = Atomic<UInt64>(0)

    package init() {
        buckets = (0...Self.bounds.count).map { _ in Counter() }
    }

    package func record(_ duration: Duration) {
        let seconds = duration / .seconds(1)
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        buckets[bucket].increment()
        nanoseconds.wrappingAdd(UInt64(max(0, duration / .nanoseconds(1))), ordering: .relaxed)
    }

    /// Counts per bucket (not cumulated; the last is above every bound) and the sum in seconds.
    var snapshot: (counts: [UInt64], sum: Double) {
        (buckets.map(\.value), Double(nanoseconds.load(ordering: .relaxed)) / 1e9)
    }
}
