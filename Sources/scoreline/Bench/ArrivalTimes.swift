import Evaluation
import Glibc

/// When the jobs of an open loop are to be sent: a Poisson process, drawn before the first one is sent, so that nothing that
/// happens later can move a time. The same in every run.
struct ArrivalTimes {
    /// Since the start, ascending; at least one.
    let offsets: [Duration]

    /// `rate` is in jobs a second.
    init(rate: Int, over length: Duration, seed: UInt64 = 1) {
        var generator = SplitMix(seed: seed)
        let end = length / .seconds(1)
        var offsets: [Duration] = []
        offsets.reserveCapacity(Int(Double(rate) * end * 1.05))
        // Gaps of a Poisson process are exponential; `unit` is below 1.
        var seconds = -log(1 - generator.unit()) / Double(rate)
        repeat {
            offsets.append(.nanoseconds(Int64(seconds * 1e9)))
            seconds -= log(1 - generator.unit()) / Double(rate)
        } while seconds < end
        self.offsets = offsets
    }
}
