import ScoringModel

extension DateText {
    /// The day of a moment in UTC: `2024-02-29`.
    static func day(_ seconds: Double) -> String { String(text(seconds).prefix(10)) }
}
