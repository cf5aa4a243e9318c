import ScoringModel

/// Moments of Redis' clock, for people and in JSON.
package enum PointInTime {
    /// ISO 8601 in UTC, to the second: `2025-03-01T09:30:00Z`.
    package static func text(milliseconds: Int) -> String {
        let seconds = Double(milliseconds / 1000)
        return DateText.seconds.contains(seconds) ? DateText.text(seconds) : "?"
    }
}
