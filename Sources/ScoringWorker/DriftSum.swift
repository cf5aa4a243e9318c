import Drift
import DriftWindows

/// One model file's rows in the current window, and in the one before, which the metrics look at too. Pure, no clock.
struct DriftSum {
    let reference: DriftReference
    /// Of the current window, in seconds of Redis' clock.
    private(set) var start: Int
    private(set) var counts: DriftCounts
    private var previous: DriftCounts?
    var isWritten = false
    /// When something was added.
    private(set) var seen: ContinuousClock.Instant

    init(_ reference: DriftReference, window start: Int, at now: ContinuousClock.Instant) {
        self.reference = reference
        self.start = start
        counts = DriftCounts(reference)
        seen = now
    }

    /// Of both windows.
    var all: DriftCounts {
        guard let previous else { return counts }
        var all = counts
        all.add(previous)
        return all
    }

    /// Adds what was seen in the window that began at `start`. The window before is kept when it ended just then.
    mutating func add(_ more: DriftCounts, window start: Int, at now: ContinuousClock.Instant) {
        if self.start != start {
            previous = start - self.start == DriftWindows.length ? counts : nil
            self.start = start
            counts = DriftCounts(reference)
        }
        counts.add(more)
        isWritten = false
        seen = now
    }
}
