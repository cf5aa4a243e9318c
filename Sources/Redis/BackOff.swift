/// Growing waits between attempts, each drawn from the upper half of its step so that workers do not move together.
package struct BackOff: Sendable {
    private let first: Duration
    private let most: Duration
    private var step: Duration

    /// Doubles from `first` to `most`.
    package init(from first: Duration, to most: Duration) {
        self.first = first
        self.most = most
        step = first
    }

    package mutating func reset() { step = first }

    package mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let wait = step * Double.random(in: 0.5...1, using: &random)
        step = min(most, step * 2)
        return wait
    }

    package mutating func next() -> Duration {
        var random = SystemRandomNumberGenerator()
        return next(using: &random)
    }
}
