import Glibc

/// Resident memory of this process.
package enum Memory {
    private static let statistics = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    private static let forgetter = unsafe open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)

    /// Bytes, now.
    static var resident: Int { pages(1) }

    /// Bytes of address space, now.
    private static var virtual: Int { pages(0) }

    private static func pages(_ field: Int) -> Int {
        var text = [UInt8](repeating: 0, count: 128)
        let count = unsafe text.withUnsafeMutableBytes { unsafe pread(statistics, $0.baseAddress, $0.count, 0) }
        let fields = text.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
        let pages = fields.count > field ? Int(String(decoding: fields[field], as: UTF8.self)) ?? 0 : 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The most bytes since the last call of `forgetPeak`.
    static var peak: Int {
        var usage = rusage()
        unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss << 10
    }

    static func forgetPeak() {
        let command = [UInt8(ascii: "5")]
        _ = unsafe command.withUnsafeBytes { unsafe pwrite(forgetter, $0.baseAddress, 1, 0) }
    }

    /// Makes an allocation far above every law fail at once, instead of taking the machine's memory. A sanitizer's shadow
    /// takes more address space than any limit: nothing is limited then.
    package static func limit() {
        var current = rlimit()
        unsafe getrlimit(addressSpace, &current)
        let taken = virtual
        guard taken < 1 << 40 else { return }
        current.rlim_cur = min(current.rlim_max, rlim_t(taken + (4 << 30)))
        unsafe setrlimit(addressSpace, &current)
    }

    private static var addressSpace: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_AS.rawValue) }
}

/// Ends the process when one input takes too much of the processor, or hangs.
enum ProcessorTimer {
    static func start(seconds: Int) {
        set(seconds)
        alarm(UInt32(30 * seconds))
    }

    static func stop() {
        set(0)
        alarm(0)
    }

    private static func set(_ seconds: Int) {
        var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
        unsafe setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }
}
