/// A length of time for people, in the two units that say it best.
package enum DurationText {
    /// Rounded up to whole seconds: "59 s", "2 min 30 s", "3 h 5 min", "4 d 2 h".
    package static func text(seconds: Double) -> String {
        guard seconds.isFinite else { return "?" }
        let whole = Int(min(max(seconds, 0), 1e9).rounded(.up))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        case ..<86_400: return "\(whole / 3600) h \(whole / 60 % 60) min"
        default: return "\(whole / 86_400) d \(whole / 3600 % 24) h"
        }
    }
}
