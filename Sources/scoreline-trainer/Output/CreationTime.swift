import Glibc
import Settings

/// The time that a model file carries: `SOURCE_DATE_EPOCH` where it is set, so that a file can be made again, else now.
enum CreationTime {
    /// ISO 8601, UTC.
    static func text() throws(SettingsError) -> String {
        guard let epoch = ProcessEnvironment.current["SOURCE_DATE_EPOCH"] else { return text(seconds: time(nil)) }
        // The last second of the year 9999.
        guard let seconds = Int(epoch), (0...253_402_300_799).contains(seconds) else {
            throw SettingsError(
                "environment variable SOURCE_DATE_EPOCH: \"\(epoch)\" is not a number of seconds since 1970")
        }
        return text(seconds: seconds)
    }

    private static func text(seconds: Int) -> String {
        var seconds = seconds
        var parts = unsafe tm()
        _ = unsafe gmtime_r(&seconds, &parts)
        func padded(_ number: Int32, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = unsafe "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        return unsafe "\(date)T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
    }
}
