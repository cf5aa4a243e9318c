import ScoringModel

/// A time as RFC 3339 has it, in UTC with milliseconds: `2026-05-01T12:00:00.250Z`.
enum EventTime {
    static func text(_ milliseconds: Int) -> [UInt8] {
        let (day, rest) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
        precondition(milliseconds >= 0, "Redis' clock is not before 1970")
        let date = CivilDate(daysSince1970: day)
        var text: [UInt8] = []
        func append(_ number: Int, _ digits: Int, _ separator: Unicode.Scalar) {
            var scale = 1
            for _ in 1..<digits { scale *= 10 }
            while scale > 0 {
                text.append(UInt8(ascii: "0") + UInt8(number / scale % 10))
                scale /= 10
            }
            text.append(UInt8(ascii: separator))
        }
        append(date.year, 4, "-")
        append(date.month, 2, "-")
        append(date.day, 2, "T")
        append(rest / 3_600_000, 2, ":")
        append(rest / 60_000 % 60, 2, ":")
        append(rest / 1000 % 60, 2, ".")
        append(rest % 1000, 3, "Z")
        return text
    }
}
