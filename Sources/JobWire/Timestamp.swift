import ScoringModel

/// ISO 8601 times, as far as RFC 3339 allows them: `2026-05-01T12:00:00Z`, `2026-05-01 14:00:00.25+02:00`.
enum Timestamp {
    /// Milliseconds since 1970, rounded down; nil for anything else, also for a time without a zone, which would be a
    /// guess. Seconds, fraction and the colon of the offset may be left out.
    static func milliseconds(_ text: Span<UInt8>) -> Int? {
        guard (17...64).contains(text.count) else { return nil }
        var index = 0

        func byte(_ offset: Int) -> UInt8 { offset < text.count ? text[offset] : 0 }
        func number(_ digits: Int) -> Int? {
            var value = 0
            for _ in 0..<digits {
                let digit = byte(index) &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                value = value * 10 + Int(digit)
                index += 1
            }
            return value
        }
        func skip(_ accepted: StaticString) -> Bool {
            for offset in 0..<accepted.utf8CodeUnitCount where unsafe accepted.utf8Start[offset] == byte(index) {
                index += 1
                return true
            }
            return false
        }

        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("Tt "),
            let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var second = 0
        var fraction = 0
        if skip(":") {
            // 60 is a leap second.
            guard let value = number(2), value <= 60 else { return nil }
            second = value
            if skip(".,") {
                var scale = 100
                guard let first = number(1) else { return nil }
                fraction = first * scale
                while let digit = number(1) {
                    scale /= 10
                    fraction += digit * scale
                }
            }
        }
        var offset = 0
        if !skip("Zz") {
            let isWest = byte(index) == UInt8(ascii: "-")
            guard skip("+-"), let hours = number(2), hours < 24 else { return nil }
            offset = hours * 60
            if index < text.count {
                _ = skip(":")
                guard let minutes = number(2), minutes < 60 else { return nil }
                offset += minutes
            }
            if isWest { offset = -offset }
        }
        guard index == text.count else { return nil }
        let minutes = (date.daysSince1970 * 24 + hour) * 60 + minute - offset
        return (minutes * 60 + second) * 1000 + fraction
    }
}
