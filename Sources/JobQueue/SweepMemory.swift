/// A claim whose lease has ended, as a sweep saw it.
struct ExpiredLease: Hashable, Sendable {
    let claimID: String
    /// As Redis writes it: what the recover script compares with.
    let deadline: String

    /// Lane and counter. What a stranger wrote to `leases` has neither, and is cleared away like a lane's first claim.
    var parts: (lane: String, counter: Int) {
        guard let colon = claimID.lastIndex(of: ":"), let counter = Int(claimID[claimID.index(after: colon)...]),
            counter > 0
        else { return (claimID, 1) }
        return (String(claimID[..<colon]), counter)
    }
}

/// Decides which claims are abandoned: a state machine without clock or connection.
///
/// One look proves nothing. After Redis was away, or its clock jumped, every lease looks expired until its owner beats
/// again. A claim is abandoned when every sweep of some time saw the same deadline, which is longer than a beat. That time
/// begins with the answer to the first of them: one that Redis took long for has seen no more than one at that moment.
struct SweepMemory {
    private let patience: Duration
    private var firstSeen: [ExpiredLease: ContinuousClock.Instant] = [:]

    /// `patience` is a beat and a second.
    init(patience: Duration) { self.patience = patience }

    /// Takes what one sweep saw, which was asked for at the begin of `time` and answered at its end; gives what is abandoned,
    /// in the order it was seen.
    mutating func observe(
        _ expired: [ExpiredLease], during time: ClosedRange<ContinuousClock.Instant>
    ) -> [ExpiredLease] {
        var next: [ExpiredLease: ContinuousClock.Instant] = [:]
        for lease in expired { next[lease] = firstSeen[lease] ?? time.upperBound }
        firstSeen = next
        return expired.filter { next[$0].map { time.lowerBound - $0 >= patience } ?? false }
    }

    mutating func forget() { firstSeen = [:] }
}
