import Glibc
import JSONBytes
import TestSupport
import Testing

struct DecimalNumberTests {
    private func scan(_ text: String) -> (value: Double, end: Int)? {
        DecimalNumber.scan(Array(text.utf8).span, from: 0)
    }

    /// A random text of JSON's number grammar.
    private func randomText(_ random: inout some RandomNumberGenerator) -> String {
        func digits(_ count: ClosedRange<Int>) -> String {
            String(
                (0..<Int.random(in: count, using: &random)).map { _ in "0123456789".randomElement(using: &random) ?? "0"
                })
        }
        var text = Bool.random(using: &random) ? "-" : ""
        let length = [1...3, 15...20, 300...320, 770...800].randomElement(using: &random) ?? 1...3
        text += Bool.random(using: &random) ? "0" : "\(Int.random(in: 1...9, using: &random))" + digits(length)
        if Bool.random(using: &random) { text += "." + digits(length) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text += "e" + (["", "+", "-"].randomElement(using: &random) ?? "") + digits(1...2)
        case 1: text += "E" + (["", "+", "-"].randomElement(using: &random) ?? "") + digits(3...3)
        case 2: text += "e-3\(Int.random(in: 0...2, using: &random))\(Int.random(in: 0...9, using: &random))"
        default: break
        }
        return text
    }

    @Test("A number is the Double that the C library reads, to the bit")
    func roundsCorrectly() {
        var random = SeededGenerator(seed: 7)
        var wrong: [String] = []
        for _ in 0..<20_000 {
            let text = randomText(&random)
            let expected = unsafe strtod(text, nil)
            let number = scan(text + ",")
            if number?.value.bitPattern != expected.bitPattern || number?.end != text.utf8.count { wrong.append(text) }
        }
        #expect(wrong == [])
    }

    @Test("Numbers beside the middle of two Doubles, and in it, are rounded as the C library does")
    func roundsHalves() {
        var random = SeededGenerator(seed: 9)
        var wrong: [String] = []
        for _ in 0..<20_000 {
            // 54 to 64 bits, of which those behind the 53rd are a half or beside it.
            let spare = UInt64.random(in: 1...11, using: &random)
            let bits = (1 << 52 | UInt64.random(in: 0..<1 << 52, using: &random)) << spare | 1 << (spare - 1)
            let near = bits &+ ([0, 1, .max].randomElement(using: &random) ?? 0)
            let text =
                "\(near)" + (["", "e-1", "e1", "e-4", "e5", "e23", "e-28", "e50"].randomElement(using: &random) ?? "")
            if scan(text)?.value.bitPattern != (unsafe strtod(text, nil)).bitPattern { wrong.append(text) }
        }
        #expect(wrong == [])
    }

    @Test("What a Double or a Float is printed as reads back, also behind zeros and with 17 digits")
    func readsBack() {
        var random = SeededGenerator(seed: 11)
        var wrong: [String] = []
        for _ in 0..<20_000 {
            let value =
                Double.random(in: -1...1, using: &random)
                * ([1e-9, 1e-3, 1, 1e6, 1e20].randomElement(using: &random) ?? 1)
            for text in ["\(value)", "\(Double(Float(value)))"] where scan(text)?.value != Double(text) {
                wrong.append(text)
            }
        }
        #expect(wrong == [])
    }

    @Test(
        "Numbers at the edges of Double and of the fast path",
        arguments: [
            ("0", 0), ("-0", -0.0), ("9007199254740992", 0x1p53), ("9007199254740993", 0x1p53),
            ("9007199254740993.0", 0x1p53),
            ("18446744073709551615", 0x1p64), ("18446744073709551616", 0x1p64), ("99999999999999999999", 1e20),
            ("1e22", 1e22), ("1e23", 1e23), ("1e-22", 1e-22), ("123456789012345e22", 123456789012345e22),
            ("5e-324", Double.leastNonzeroMagnitude),
            ("2e-324", 0), ("3e-324", Double.leastNonzeroMagnitude),
            ("2.2250738585072011e-308", Double(bitPattern: (1 << 52) - 1)),
            ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("1e999", Double.infinity),
            ("-1e999", -Double.infinity),
            ("0e999999999999999999999", 0), ("1e-999999999999999999999", 0), ("0.1", 0.1), ("1E+2", 100),
        ])
    func edges(_ text: String, _ value: Double) throws {
        let number = try #require(scan(text))
        #expect(number.value.bitPattern == value.bitPattern)
        #expect(number.end == text.utf8.count)
    }

    @Test(
        "A text outside JSON's grammar is no number",
        arguments: ["", "-", "01", "-01", "1.", ".5", "+1", "1e", "1e+", "1.e5", "e5", "--1", "x"])
    func refuses(_ text: String) {
        #expect(scan(text) == nil)
    }

    @Test(
        "A number ends where its grammar ends",
        arguments: [("1.5.5", 3), ("12-3", 2), ("0x10", 1), ("1e5e5", 3), ("7 8", 1)])
    func ends(_ text: String, _ end: Int) {
        #expect(scan(text)?.end == end)
    }

    @Test("A number of more than 4096 characters that needs all of them is refused, not cut")
    func boundsLength() {
        #expect(scan(String(repeating: "1", count: 4096)) != nil)
        #expect(scan(String(repeating: "1", count: 4097)) == nil)
    }

    @Test(
        "The cells of a table may be written more freely, but not as words or hexadecimal",
        arguments: [
            ("+1", 1), (".5", 0.5), ("5.", 5), ("1e5", 1e5), ("inf", nil), ("nan", nil), ("0x10", nil), ("1 ", nil),
            ("", nil),
            ("1e", nil), ("1,5", nil), ("--1", nil),
        ] as [(String, Double?)])
    func cells(_ text: String, _ value: Double?) {
        let number = DecimalNumber.parse(Array(text.utf8).span)
        #expect(number == value)
    }

    @Test("Numbers are written with the fewest digits that read back")
    func shortest() {
        #expect(DecimalNumber.shortest(13.0) == "13")
        #expect(DecimalNumber.shortest(Float(0.1)) == "0.1")
        #expect(DecimalNumber.shortest(0.1 + 0.2) == "0.30000000000000004")
        #expect(DecimalNumber.shortest(1e300) == "1e+300")
        #expect(DecimalNumber.shortest(Float(1e-7)) == "1e-07")
    }
}
