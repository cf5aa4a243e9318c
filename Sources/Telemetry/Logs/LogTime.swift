import Glibc

/// A moment of the host's clock, as RFC 3339 writes it in UTC.
struct LogTime: Sendable, CustomStringConvertible {
    /// Since 1970.
    let seconds: Int
    let milliseconds: Int

    static var now: LogTime {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    var description: String {
        var (time, parts) = unsafe (seconds, tm())
        guard unsafe gmtime_r(&time, &parts) != nil else { return "\(seconds)" }
        let date =
            unsafe "\(padded(Int(parts.tm_year) + 1900, 4))-\(padded(Int(parts.tm_mon) + 1, 2))-"
            + padded(Int(parts.tm_mday), 2)
        let clock =
            unsafe "\(padded(Int(parts.tm_hour), 2)):\(padded(Int(parts.tm_min), 2)):"
            + padded(Int(parts.tm_sec), 2)
        return "\(date)T\(clock).\(padded(milliseconds, 3))Z"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
