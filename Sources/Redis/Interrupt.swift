import Glibc

/// Wakes threads that wait, from any thread, for good: once triggered, every wait ends at once.
package final class Interrupt: Sendable {
    /// Readable, for good, once triggered.
    let descriptor: Int32
    private let writeEnd: Int32

    package init() {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        precondition(made == 0, "no file descriptor is left for a pipe")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    package func trigger() {
        // Never read again; a write fails only when 64 KiB wait already.
        let byte: [UInt8] = [1]
        _ = unsafe byte.withUnsafeBytes { unsafe write(writeEnd, $0.baseAddress, 1) }
    }

    package var isTriggered: Bool { wait(for: .zero) }

    /// Waits that long, until triggered, or until another descriptor is readable; true when it did not take so long.
    @discardableResult
    package func wait(for duration: Duration, or other: Int32 = -1) -> Bool {
        let deadline = ContinuousClock.now + duration
        while true {
            var entries = [descriptor, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let left = max(.zero, deadline - .now)
            let result = unsafe poll(&entries, 2, Int32(clamping: Int((left / .milliseconds(1)).rounded(.up))))
            if result > 0 { return true }
            if result == 0 { return false }
        }
    }
}
