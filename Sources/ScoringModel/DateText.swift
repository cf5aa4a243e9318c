/// Dates and times of rows as ISO 8601 texts ⇄ seconds since 1970-01-01T00:00:00Z, years 0001 to 9999.
///
/// `2024-02-29`, or with a time `2024-02-29T10:15`, `2024-02-29 10:15:30.5`, to which `Z`, `+01:00` or `+01` may be added.
/// Without a zone it is UTC. Nothing else is a date: no other order, no week dates, no 24:00, no second 60.
package enum DateText {
    /// The seconds of all dates that texts can say.
    package static let seconds = -62_135_596_800.0..<253_402_300_800.0
    static let secondsPerDay = 86_400

    /// Seconds since 1970, or nil when the text is no date. Digits behind the nanoseconds are dropped.
    package static func parse(_ text: Span<UInt8>) -> Double? {
        guard (10...64).contains(text.count) else { return nil }
        var scan = Scan(text)
        guard let year = scan.number(digits: 4), scan.skip("-"), let month = scan.number(digits: 2), scan.skip("-"),
            let day = scan.number(digits: 2), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var whole = date.daysSince1970 * secondsPerDay
        var nanoseconds = 0
        if !scan.isAtEnd {
            guard scan.skip("T") || scan.skip(" "), let time = scan.time() else { return nil }
            whole += time.seconds
            nanoseconds = time.nanoseconds
            guard scan.isAtEnd || scan.skip("Z") || scan.offset(&whole), scan.isAtEnd else { return nil }
        }
        let value = Double(whole) + Double(nanoseconds) / 1e9
        // Year 0, and what a zone pushes out.
        return seconds.contains(value) ? value : nil
    }

    /// The text of a whole second, such as `2024-02-29T10:15:30Z`; fractions are dropped. Only for `seconds`.
    package static func text(_ value: Double) -> String {
        precondition(seconds.contains(value), "\(value) is outside the years 0001 to 9999")
        let time = CivilTime(value)
        func padded(_ number: Int, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        let date = [padded(time.date.year, 4), padded(time.date.month, 2), padded(time.date.day, 2)]
        let clock = [padded(time.hour, 2), padded(time.minute, 2), padded(time.second, 2)]
        return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
    }

    /// The text of a moment in ms since 1970, such as `2024-02-29T10:15:30.250Z`; `?` outside of `seconds`.
    package static func text(milliseconds: Int) -> String {
        let (whole, rest) = CivilDate.floorDivide(milliseconds, by: 1000)
        guard seconds.contains(Double(whole)) else { return "?" }
        return text(Double(whole)).dropLast() + "." + String(1000 + rest).dropFirst() + "Z"
    }

    /// The day in UTC, such as `2024-02-29`. Only for `seconds`.
    package static func day(_ value: Double) -> String { String(text(value).prefix(10)) }
}

/// What clock and calendar show in UTC.
struct CivilTime {
    let date: CivilDate
    let hour: Int
    let minute: Int
    let second: Int

    /// `seconds` are since 1970, inside `DateText.seconds`.
    init(_ seconds: Double) {
        let (days, rest) = CivilDate.floorDivide(Int(seconds.rounded(.down)), by: DateText.secondsPerDay)
        date = CivilDate(daysSince1970: days)
        hour = rest / 3_600
        minute = rest / 60 % 60
        second = rest % 60
    }
}

/// A place in the text that is being read.
private struct Scan: ~Escapable {
    private let text: Span<UInt8>
    private var index = 0

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) { self.text = text }

    var isAtEnd: Bool { index == text.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Exactly so many digits.
    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard index < text.count, case let digit = text[index] &- UInt8(ascii: "0"), digit < 10 else { return nil }
        index += 1
        return Int(digit)
    }

    /// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f`.
    mutating func time() -> (seconds: Int, nanoseconds: Int)? {
        guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60 else {
            return nil
        }
        var seconds = hour * 3_600 + minute * 60
        guard skip(":") else { return (seconds, 0) }
        guard let second = number(digits: 2), second < 60 else { return nil }
        seconds += second
        guard skip(".") else { return (seconds, 0) }
        guard let first = digit() else { return nil }
        var scale = 100_000_000
        var nanoseconds = first * scale
        while let digit = digit() {
            scale /= 10
            nanoseconds += digit * scale
        }
        return (seconds, nanoseconds)
    }

    /// Takes `+hh:mm` or `+hh` from the seconds.
    mutating func offset(_ seconds: inout Int) -> Bool {
        let isWest = skip("-")
        guard isWest || skip("+"), let hours = number(digits: 2), hours < 24 else { return false }
        var minutes = 0
        if skip(":") {
            guard let number = number(digits: 2), number < 60 else { return false }
            minutes = number
        }
        let offset = hours * 3_600 + minutes * 60
        seconds += isWest ? offset : -offset
        return true
    }
}
