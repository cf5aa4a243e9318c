import Synchronization

/// How often somebody may try tokens: a few wrong ones from an address, then none for a while. Any thread.
final class FailureLimit: Sendable {
    /// Whose tokens are not looked at any more, from some wrong one on.
    enum Closing: Equatable {
        case address, everybody
    }

    /// Wrong tokens of one address in one window, and of all addresses.
    private static let mostOfOne = 10
    private static let mostOfAll = 200
    private static let window = Duration.seconds(60)

    private struct Count {
        var start: ContinuousClock.Instant?
        var byAddress: [String: Int] = [:]
        var all = 0
    }

    private let count = Mutex(Count())

    /// How long to wait before the next token is looked at; nil when it is looked at now.
    func wait(for address: String, at now: ContinuousClock.Instant = .now) -> Duration? {
        count.withLock { count in
            Self.turn(&count, now)
            guard count.all >= Self.mostOfAll || count.byAddress[address, default: 0] >= Self.mostOfOne else {
                return nil
            }
            return count.start.map { $0 + Self.window - now }
        }
    }

    /// Notes a wrong token; gives what it closes. No more addresses are kept than wrong tokens are looked at.
    func note(_ address: String, at now: ContinuousClock.Instant = .now) -> Closing? {
        count.withLock { count in
            Self.turn(&count, now)
            count.byAddress[address, default: 0] += 1
            count.all += 1
            if count.all == Self.mostOfAll { return .everybody }
            return count.byAddress[address] == Self.mostOfOne ? .address : nil
        }
    }

    private static func turn(_ count: inout Count, _ now: ContinuousClock.Instant) {
        if let start = count.start, now < start + window { return }
        count = Count(start: now)
    }
}
