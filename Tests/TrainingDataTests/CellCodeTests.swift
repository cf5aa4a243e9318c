import JSONBytes
import Testing

@testable import TrainingData

@Suite struct CellCodeTests {
    private func code(_ text: String) -> CellCode? { CellCode(decimal: Array(text.utf8).span) }

    static let plain = [
        "0", "7", "-7", "10", "0.5", "-0.5", "1.50", "0.00", "12345678", "0.12345678", "134217727", "134217728",
        "-134217728", "123456789.123456789", "0.12345678901234567", "-28765.4321012345678", "288230376151711743",
        "0.000000000000001", "1.00000000000000000", "9007199254740993", "0.1", "1700000000.25",
    ]

    @Test("A plain decimal number gives back its text and its correctly rounded value", arguments: plain)
    func plainNumbers(text: String) throws {
        let code = try #require(self.code(text))
        var bytes: [UInt8] = []
        code.appendDecimal(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(code.number == Double(text))
        #expect(!code.isText && !code.isMissing)
        if let narrow = code.narrow { #expect(CellCode(narrow: narrow) == code) }
    }

    @Test(
        "Every other text is kept as a text",
        arguments: [
            "", "-", ".", "-.", ".5", "5.", "+1", "01", "00", "-0", "-0.0", "1e3", "1E-3", "1.2.3", "--1", "1-", "0x1",
            "1 ", " 1", "nan", "inf", "1,5", "288230376151711744", "-98765.4321012345678", "1234567890123456789", "1\0",
        ])
    func others(text: String) { #expect(code(text) == nil) }

    @Test("Numbers of up to eight digits and texts take 32 bits, and longer ones do not fit")
    func narrow() throws {
        for text in ["99999999", "-99999999", "0.12345678", "134217727"] {
            #expect(code(text)?.narrow != nil, "\(text)")
        }
        for text in ["134217728", "-134217728", "0.000000000000001", "0.123456789012"] {
            #expect(code(text)?.narrow == nil, "\(text)")
        }
        #expect(CellCode.missing.narrow.map(CellCode.init(narrow:)) == .missing)
        let text = CellCode(text: 123_456)
        #expect(text.narrow.map(CellCode.init(narrow:)) == text)
        #expect(text.isText && text.index == 123_456)
        #expect(CellCode(text: 1 << 27).narrow == nil)
    }
}
