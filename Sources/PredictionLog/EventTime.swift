import ScoringModel

/// A time as RFC 3339 has it, in UTC with milliseconds: `2026-05-01T12:00:00.250Z`.
enum EventTime {
    static func text(_ milliseconds: Int) -> [UInt8] {
        precondition(milliseconds >= 0, "Redis' clock is not before 1970")
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return Array("\(DateText.text(Double(milliseconds / 1000)).dropLast()).\(fraction)Z".utf8)
    }
}
