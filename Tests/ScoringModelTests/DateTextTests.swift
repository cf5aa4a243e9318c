import Foundation
import JSONBytes
import TestSupport
import Testing

@testable import ScoringModel

@Suite struct DateTextTests {
    private func parse(_ text: String) -> Double? { DateText.parse(Array(text.utf8).span) }

    @Test(
        "A date is read to the second and its fraction, in UTC unless it names a zone",
        arguments: [
            ("1970-01-01", 0), ("1970-01-01T00:00", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-02", 86_400),
            ("1969-12-31T23:59:59.5", -0.5), ("2024-02-29", 1_709_164_800), ("2024-02-29T10:15", 1_709_201_700),
            ("2024-02-29 10:15:30", 1_709_201_730), ("2024-02-29T10:15:30.5", 1_709_201_730.5),
            ("2024-02-29T10:15:30.25Z", 1_709_201_730.25), ("2024-02-29 10:15Z", 1_709_201_700),
            ("2024-02-29T10:15:30+01:00", 1_709_198_130), ("2024-02-29T10:15:30-05:30", 1_709_221_530),
            ("2024-02-29 10:15:30+00", 1_709_201_730), ("2024-02-29T10:15-08", 1_709_230_500),
            ("2024-02-29T10:15:30.123456789012345678", 1_709_201_730.123456789),
            ("0001-01-01", -62_135_596_800), ("9999-12-31T23:59:59", 253_402_300_799), ("1900-03-01", -2_203_891_200),
            ("2000-02-29", 951_782_400), ("0001-01-01T01:00+01:00", -62_135_596_800),
        ])
    func reads(_ text: String, _ seconds: Double) { #expect(parse(text) == seconds) }

    @Test(
        "Whatever is not exactly a date of the years 1 to 9999 is none",
        arguments: [
            "", "2024", "2024-02", "2024-2-29", "24-02-29", "2024-02-30", "2023-02-29", "1900-02-29", "2024-00-01",
            "2024-13-01", "2024-01-00", "2024-04-31", "0000-12-31", "2024/02/29", "29-02-2024", "20240229",
            "2024-W09-4",
            "2024-060", "+2024-02-29", "-2024-02-29", "2024-02-29 ", " 2024-02-29", "2024-02-29T", "2024-02-29T10",
            "2024-02-29T10:5", "2024-02-29T24:00", "2024-02-29T10:60", "2024-02-29T10:15:60", "2024-02-29T10:15:",
            "2024-02-29T10:15:30.", "2024-02-29T10:15:30,5", "2024-02-29T10:15:30.5.5", "2024-02-29t10:15",
            "2024-02-29T10:15z", "2024-02-29T10:15 Z", "2024-02-29T10:15ZZ", "2024-02-29T10:15Z+01:00", "2024-02-29Z",
            "2024-02-29+01:00", "2024-02-29T10:15+1", "2024-02-29T10:15+24:00", "2024-02-29T10:15+01:60",
            "2024-02-29T10:15+01:", "2024-02-29T10:15+0100", "2024-02-29T10:15:30-0", "2024-02-29  10:15",
            "0001-01-01T00:00+00:01", "9999-12-31T23:59:59-00:01", "２０２４-02-29", "1709201730",
            "2024-02-29T10:15:30.0000000000000000000000000000000000000000000000000",
        ])
    func refuses(_ text: String) { #expect(parse(text) == nil, "\(text)") }

    @Test("A text is read back as the whole second that it was written for")
    func writes() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let seconds = Double.random(in: DateText.seconds, using: &random).rounded(.down)
            #expect(parse(DateText.text(seconds)) == seconds)
        }
        #expect(DateText.text(1_709_201_730.75) == "2024-02-29T10:15:30Z")
        #expect(DateText.text(-0.5) == "1969-12-31T23:59:59Z")
        #expect(DateText.text(-62_135_596_800) == "0001-01-01T00:00:00Z")
        #expect(DateText.text(milliseconds: 951_782_400_007) == "2000-02-29T00:00:00.007Z")
        #expect(DateText.text(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
        #expect(DateText.text(milliseconds: .max) == "?" && DateText.text(milliseconds: .min) == "?")
    }

    /// Prints random times of all years, some with a zone, and what the standard library makes of them.
    private static let calendar = """
        import random, datetime as d
        random.seed(7)
        first, utc = d.datetime(1, 1, 2), d.timezone.utc
        for number in range(20000):
            time = first + d.timedelta(seconds=random.randrange(315537724800), microseconds=random.choice([0, 0, 500000, 250000]))
            zone = d.timezone(d.timedelta(minutes=random.randrange(-1439, 1440))) if number % 3 == 0 else utc
            instant = time.replace(tzinfo=zone)
            at = instant.astimezone(utc)
            print(instant.isoformat() if number % 3 < 2 else time.isoformat(" "), (instant - d.datetime(1970, 1, 1, tzinfo=utc)).total_seconds(),
                  at.year, (at.month + 2) // 3, at.month, at.day, at.isoweekday(), at.timetuple().tm_yday, at.hour, at.minute, sep=",")
        """

    @Test("Seconds and parts of 20 000 random times are those of Python's datetime")
    func asPython() throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess("/usr/bin/python3", ["-c", Self.calendar], folder: folder)
        #expect(try process.wait() == 0, "\(process.errors)")
        let lines = process.output.split(separator: "\n")
        try #require(lines.count == 20_000)
        let parts: [Derivation.DatePart] = [.year, .quarter, .month, .day, .weekday, .dayOfYear, .hour, .minute]
        let encoder = RowEncoder(
            features: [Feature(name: "t", kind: .date, isInputOnly: true)],
            derived: parts.map { DerivedFeature(name: $0.rawValue, derivation: .datePart(of: "t", part: $0)) })
        var row = EncodedRow(encoder)
        var columns: [Float] = []
        for line in lines {
            let cells = line.split(separator: ",").map(String.init)
            let seconds = try #require(parse(cells[0]), "\(line)")
            if seconds != Double(cells[1]) { Issue.record("\(line): \(seconds)") }
            columns.removeAll(keepingCapacity: true)
            try row.set(field: Array(cells[0].utf8).span, at: 0)
            try row.finish(into: &columns)
            if columns != cells[2...].compactMap({ Float($0) }) { Issue.record("\(line): \(columns)") }
        }
    }

    @Test("Every day from 0001-01-01 on is the one after the day before, counted by hand")
    func dayByDay() throws {
        var (year, month, day) = (1, 1, 1)
        // 0001-01-01 was a Monday.
        var weekday = 1
        for days in -719_162 ..< -719_162 + 800 * 366 {
            let date = CivilDate(daysSince1970: days)
            if date != CivilDate(year: year, month: month, day: day) || date.daysSince1970 != days
                || date.weekday != weekday
            {
                Issue.record("\(days) is \(date), expected \(year)-\(month)-\(day)")
                return
            }
            day += 1
            if CivilDate(year: year, month: month, day: day) == nil { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
            weekday = weekday % 7 + 1
        }
    }
}
