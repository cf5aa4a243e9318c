/// Decides which of the messages that come again and again are logged: of each kind one in an interval. Pure: the caller
/// has the clock.
package struct LogLimiter: Sendable {
    private struct Kind {
        var quietUntil: ContinuousClock.Instant
        var suppressed = 0
    }

    /// Kinds that are remembered; the one that was logged longest ago is forgotten for a new one.
    static let capacity = 64

    private let interval: Duration
    private var kinds: [String: Kind] = [:]

    package init(interval: Duration = .seconds(10)) { self.interval = interval }

    /// How many of this kind were left out since the last one that was logged, when this one may be logged; nil when it is
    /// left out.
    package mutating func admit(_ kind: String, at now: ContinuousClock.Instant) -> Int? {
        if let known = kinds[kind], now < known.quietUntil {
            kinds[kind]?.suppressed += 1
            return nil
        }
        let suppressed = kinds[kind]?.suppressed ?? 0
        if kinds[kind] == nil, kinds.count == Self.capacity,
            let oldest = kinds.min(by: { $0.value.quietUntil < $1.value.quietUntil })
        {
            kinds[oldest.key] = nil
        }
        kinds[kind] = Kind(quietUntil: now + interval)
        return suppressed
    }
}
