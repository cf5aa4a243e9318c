import Glibc

/// What the calling thread has used of its host.
package enum ThreadUsage {
    /// In user mode and in the kernel; unlike time on the clock it does not grow while other threads have the core.
    package static var processorTime: Duration {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
