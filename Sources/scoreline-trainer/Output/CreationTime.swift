import Glibc
import ScoringModel
import Settings

/// The time that a model file carries: `SOURCE_DATE_EPOCH` where it is set, so that a file can be made again, else now.
enum CreationTime {
    /// ISO 8601, UTC.
    static func text() throws(SettingsError) -> String {
        guard let epoch = ProcessEnvironment.current["SOURCE_DATE_EPOCH"] else {
            return DateText.text(Double(time(nil)))
        }
        guard let seconds = Int(epoch), seconds >= 0, DateText.seconds.contains(Double(seconds)) else {
            throw SettingsError(
                "environment variable SOURCE_DATE_EPOCH: \"\(epoch)\" is not a number of seconds since 1970")
        }
        return DateText.text(Double(seconds))
    }
}
