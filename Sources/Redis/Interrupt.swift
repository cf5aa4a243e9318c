import Glibc

/// Wakes threads that wait, from any thread, for good: once triggered, every wait ends at once.
package final class Interrupt: Sendable {
    let descriptor: Int32

    package init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC.rawValue | EFD_NONBLOCK.rawValue))
        precondition(descriptor >= 0, "no file descriptor is left for an eventfd")
    }

    deinit { close(descriptor) }

    package func trigger() {
        // Never read again, so it stays readable; a write fails only when it is readable already.
        _ = eventfd_write(descriptor, 1)
    }

    package var isTriggered: Bool { wait(for: .zero) }

    /// Waits that long or until triggered; true when triggered.
    @discardableResult
    package func wait(for duration: Duration) -> Bool {
        let deadline = ContinuousClock.now + duration
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = max(.zero, deadline - .now)
            let result = unsafe poll(&entry, 1, Int32(clamping: Int((left / .milliseconds(1)).rounded(.up))))
            if result > 0 { return true }
            if result == 0 { return false }
        }
    }
}
