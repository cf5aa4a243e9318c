import Glibc
package import Host

/// Wakes threads that wait, from any thread, for good: once triggered, every wait ends at once.
package final class Interrupt: Sendable {
    /// Never received: what was sent once stays.
    private let pipe = WakePipe()
    /// Readable, for good, once triggered.
    var descriptor: Int32 { pipe.readEnd }

    package init() {}

    package func trigger() { pipe.send() }

    package var isTriggered: Bool { wait(for: .zero) }

    /// Waits that long, until triggered, or until the other pipe is written to; true when it did not take so long.
    @discardableResult
    package func wait(for duration: Duration, or other: WakePipe? = nil) -> Bool {
        let deadline = ContinuousClock.now + duration
        while true {
            var entries = [descriptor, other?.readEnd ?? -1].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let left = max(.zero, deadline - .now)
            let result = unsafe poll(&entries, 2, Int32(clamping: Int((left / .milliseconds(1)).rounded(.up))))
            if result > 0 { return true }
            if result == 0 { return false }
        }
    }
}
