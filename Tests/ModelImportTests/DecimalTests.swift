import JSONBytes
import Testing

@testable import ModelImport

@Suite("Numbers of a JSON model")
struct DecimalTests {
    @Test(
        "a decimal becomes the nearest Float, also where the nearest Double lies halfway between two",
        arguments: [
            ("0.1", Float(bitPattern: 0x3DCC_CCCD)),
            // Just above and below the middle of 1 and its successor; the Double is the middle itself.
            ("1.00000005960464477540", Float(1).nextUp),
            ("1.00000005960464477539062", Float(1)),
            ("1.000000178813934326171874", Float(1).nextUp),
            ("16777217", Float(16_777_216)),
            ("1E-45", Float.leastNonzeroMagnitude),
            ("3.4028235E38", Float.greatestFiniteMagnitude),
            ("-0E0", -0.0),
        ])
    func nearest(text: String, value: Float) throws {
        let bytes = Array(text.utf8)
        let parsed = DecimalNumber.parse(bytes.span)
        let double = try #require(parsed)
        let float = Float(decimal: bytes.span, nearest: double)
        #expect(float.bitPattern == value.bitPattern)
    }

    @Test(
        "an array keeps whole numbers whole until another one comes",
        arguments: [
            ("[9007199254740993,-9223372036854775808]", .numbers(.int64([9_007_199_254_740_993, .min]))),
            ("[9223372036854775808,1]", .numbers(.float([9_223_372_036_854_775_808, 1]))),
            ("[1,-1]", ModelDocument.numbers(.int32([1, -1]))),
            ("[1,2147483648]", .numbers(.int64([1, 2_147_483_648]))),
            ("[2147483648,1.5]", .numbers(.float([2_147_483_648, 1.5]))),
            ("[1,1.5,2]", .numbers(.float([1, 1.5, 2]))),
            ("[true,false]", .numbers(.int32([1, 0]))),
            ("[Infinity,-Infinity]", .numbers(.float([.infinity, -.infinity]))),
            ("[]", .array([])),
            ("[[1],[]]", .array([.numbers(.int32([1])), .array([])])),
        ])
    func arrays(text: String, document: ModelDocument) throws {
        let bytes = Array(text.utf8)
        let read = try ModelDocument(json: bytes.span)
        #expect(read == document)
    }
}
