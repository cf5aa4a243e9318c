/// ISO 8601 dates of tables: `2024-02-29`, `2024-02-29T10:15:30.5Z`, with a space instead of the T, without a zone in UTC.
enum DateText {
    static func seconds(of text: Span<UInt8>) -> Double? {
        guard text.count >= 10, let year = number(text, 0..<4), text[4] == UInt8(ascii: "-"),
            let month = number(text, 5..<7), text[7] == UInt8(ascii: "-"), let day = number(text, 8..<10),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let date = Double(days(year, month, day) * 86_400)
        if text.count == 10 { return date }
        guard text.count >= 16, text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
            let hour = number(text, 11..<13), text[13] == UInt8(ascii: ":"), let minute = number(text, 14..<16)
        else { return nil }
        return date + Double(hour * 3600 + minute * 60)
    }

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
            value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return value
    }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let yearOfEra = shifted - era * 400
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
