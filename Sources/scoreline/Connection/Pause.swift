import Glibc

/// A short wait of a command's only thread.
enum Pause {
    static func wait(_ duration: Duration) {
        _ = poll(nil, 0, Int32(clamping: Int((duration / .milliseconds(1)).rounded(.up))))
    }

    /// As exact as the kernel wakes a thread: within about a tenth of a millisecond.
    static func wait(until moment: ContinuousClock.Instant) {
        let left = max(moment - .now, .zero).components
        var time = timespec(tv_sec: Int(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
        _ = unsafe nanosleep(&time, nil)
    }
}
