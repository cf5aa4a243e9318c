import Glibc

/// Days of the calendar, for people and recipes.
enum CivilDate {
    /// The day of a moment in UTC: `2024-02-29`.
    static func text(seconds: Double) -> String {
        var seconds = time_t(seconds.rounded(.down))
        var parts = unsafe tm()
        _ = unsafe gmtime_r(&seconds, &parts)
        func padded(_ number: Int32, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return unsafe "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
    }
}
