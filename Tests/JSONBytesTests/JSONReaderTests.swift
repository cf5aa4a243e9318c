import JSONBytes
import TestSupport
import Testing

struct JSONReaderTests {
    /// Reads a whole document; nil when it is accepted.
    private func error(in bytes: [UInt8], maximumDepth: Int = 64) -> JSONError? {
        var reader = JSONReader(bytes.span, maximumDepth: maximumDepth)
        do throws(JSONError) {
            try reader.skipValue()
            try reader.end()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "A document of RFC 8259 is accepted",
        arguments: [
            "null", "true", " false ", "0", "-0", "1.5e+3", "\"\"", "[]", "{}", "[ ]", "{ }", "[1,2]", "[[],[[]]]",
            "{\"a\":{\"b\":[null]},\"a\":1}", "\r\n\t [1 , 2]\n", "\"\\u0000\\/\\b\"", "\"\u{7f}é€𝄞\"", "NaN",
            "[Infinity,-Infinity]",
        ])
    func accepts(_ text: String) {
        #expect(error(in: Array(text.utf8)) == nil)
    }

    @Test(
        "Anything else is refused at the byte that can't be accepted",
        arguments: [
            ("", 0, "expected a value, found the end"), ("  ", 2, "expected a value, found the end"),
            ("nul", 0, "expected null"), ("nan", 0, "expected null"), ("True", 0, "expected a value"),
            ("tru", 0, "expected true"),
            ("falsy", 0, "expected false"), ("'a'", 0, "expected a value"),
            ("01", 0, "expected a number"),
            ("1.", 0, "expected a number"), ("-", 0, "expected a number"), ("+1", 0, "expected a value"),
            (".5", 0, "expected a value"), ("1e", 0, "expected a number"), ("-Inf", 0, "expected -Infinity"),
            ("[1,]", 3, "expected a value"), ("[,1]", 1, "expected a value"),
            ("[1 2]", 3, "expected a comma or the end of an array"),
            ("[1", 2, "an array does not end"), ("[", 1, "an array does not end"),
            ("[1}", 2, "expected a comma or the end of an array"),
            ("]", 0, "expected a value"), ("{\"a\":1,}", 7, "expected a name in quotes"),
            ("{a:1}", 1, "expected a name in quotes"),
            ("{\"a\"}", 4, "expected a colon after the name"), ("{\"a\":}", 5, "expected a value"),
            ("{\"a\":1 \"b\":2}", 7, "expected a comma or the end of an object"),
            ("{\"a\":1", 6, "an object does not end"),
            ("{1:2}", 1, "expected a name in quotes"), ("1 2", 2, "expected the end of the document"),
            ("[] ,", 3, "expected the end of the document"), ("/**/1", 0, "expected a value"),
            ("\u{FEFF}1", 0, "expected a value"),
            ("\"a", 0, "a text that does not end"), ("\"a\\", 2, "a text that does not end"),
            ("\"a\\\"", 0, "a text that does not end"),
            ("\"\n\"", 1, "a control character in a text"), ("\"\\n\u{1}\"", 3, "a control character in a text"),
            ("\"\\x\"", 1, "an unknown escape"), ("\"\\u12x4\"", 1, "an escape that is not hexadecimal"),
            ("\"\\u12", 1, "an incomplete escape"), ("\"\\ud800\"", 1, "a lone surrogate"),
            ("\"\\udc00\"", 1, "a lone surrogate"),
            ("\"\\ud800\\ud800\"", 1, "a lone surrogate"), ("\"\\ud800x\"", 1, "a lone surrogate"),
        ])
    func refuses(_ text: String, _ byte: Int, _ problem: String) throws {
        let expected = JSONError(byte: byte, problem)
        #expect(error(in: Array(text.utf8)) == expected)
        #expect(expected.description == "byte \(expected.byte): \(expected.problem)")
    }

    @Test(
        "Bytes that are not UTF-8 are refused in names and texts, with and without escapes",
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xC2], [0xC2, 0x41], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
            [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
            [0xE2, 0x82, 0x41], [0xF0, 0x9D, 0x84],
        ] as [[UInt8]])
    func refusesBadUTF8(_ bytes: [UInt8]) {
        let quote = Array("\"".utf8)
        #expect(error(in: quote + bytes + quote) == JSONError(byte: 1, "bytes that are not UTF-8"))
        #expect(error(in: Array("\"\\n".utf8) + bytes + quote) == JSONError(byte: 3, "bytes that are not UTF-8"))
        #expect(error(in: quote + bytes + Array("\\n\"".utf8)) == JSONError(byte: 1, "bytes that are not UTF-8"))
        #expect(
            error(in: Array("{\"".utf8) + bytes + Array("\":1}".utf8)) == JSONError(byte: 2, "bytes that are not UTF-8")
        )
    }

    @Test("The deepest level is the limit's", arguments: [1, 2, 64])
    func limitsDepth(_ limit: Int) {
        func nest(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        }
        #expect(error(in: nest(limit, "[", "]"), maximumDepth: limit) == nil)
        #expect(error(in: nest(limit, "{\"a\":", "}"), maximumDepth: limit) == nil)
        let tooDeep = JSONError(.tooDeep, byte: limit, "nested deeper than \(limit) levels")
        #expect(error(in: nest(limit + 1, "[", "]"), maximumDepth: limit) == tooDeep)
        #expect(error(in: nest(100_000, "[", ""), maximumDepth: limit) == tooDeep)
    }

    @Test(
        "Escapes are resolved",
        arguments: [
            (#""""#, ""), (#""plain""#, "plain"), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"),
            (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\ud834\udd1e!""#, "𝄞!"), (#""\uFFFF""#, "\u{FFFF}"), (#""é\u0000€""#, "é\0€"),
            (#""\ud83d\ude00\ud83d\ude00""#, "😀😀"),
        ])
    func unescapes(_ text: String, _ value: String) throws {
        let bytes = Array(text.utf8)
        var reader = JSONReader(bytes.span)
        try reader.readString()
        try reader.end()
        let (found, foundBytes) = (reader.stringValue, reader.stringBytes)
        #expect(found == value)
        #expect(foundBytes == Array(value.utf8))
        let equalsOwnBytes = reader.stringEquals(Array(value.utf8).span)
        let equalsLonger = reader.stringEquals(Array((value + "x").utf8).span)
        #expect(equalsOwnBytes && !equalsLonger)
    }

    @Test("A caller pulls a document apart in its order, names with escapes included")
    func pulls() throws {
        let bytes = Array(#" {"a\u0062": [1, true, null, "x", {}], "n": -2.50, "i": 9007199254740993, "w": 7.0} "#.utf8)
        var reader = JSONReader(bytes.span)
        try reader.beginObject()
        var names: [String] = []
        var integers: [Int] = []
        while try reader.nextKey() {
            names.append(reader.stringValue)
            let isFirst = reader.stringEquals("ab")
            switch try reader.peek() {
            case .array:
                #expect(isFirst)
                let range = try reader.skipValue()
                #expect(String(decoding: bytes[range], as: UTF8.self) == #"[1, true, null, "x", {}]"#)
            default:
                if reader.stringEquals("n") {
                    let number = try reader.readNumber()
                    #expect(number == -2.5)
                } else {
                    integers.append(try reader.readInteger())
                }
            }
        }
        try reader.end()
        #expect(names == ["ab", "n", "i", "w"])
        #expect(integers == [9_007_199_254_740_993, 7])
    }

    @Test(
        "What is no whole number in the range of Int is refused",
        arguments: [
            "1.5", "1e19", "9223372036854775808", "99999999999999999999999", "-9223372036854775809", "NaN", "Infinity",
        ])
    func refusesOtherIntegers(_ text: String) {
        let bytes = Array(text.utf8)
        var reader = JSONReader(bytes.span)
        var problem: JSONError?
        do throws(JSONError) { _ = try reader.readInteger() } catch { problem = error }
        #expect(problem == JSONError(byte: 0, "expected a whole number"))
    }

    @Test("Mutated documents are accepted or refused, never trapped on, and the reader never leaves the document")
    func survivesMutations() {
        var random = SeededGenerator(seed: 11)
        let seeds = [
            #"{"id": "order-42", "rows": [{"island": "Dr\u00e9am", "mass": 46.5e-1, "sex": null}, [1, -2, true]]}"#,
            #"["\ud834\udd1e", "é€𝄞", -0, 1e999, NaN, -Infinity, {"": {}}, [[[[]]]]]"#,
        ].map { Array($0.utf8) }
        var accepted = 0
        var outside = 0
        for _ in 0..<20_000 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(Array("{}[]\",:\\u0-eN".utf8).randomElement(using: &random) ?? 0, at: index)
                case 2: bytes.remove(at: index)
                default: bytes.removeLast(min(bytes.count - 1, index / 4))
                }
            }
            if let error = error(in: bytes) {
                if !(0...bytes.count).contains(error.byte) { outside += 1 }
            } else {
                accepted += 1
            }
        }
        #expect(outside == 0)
        #expect(accepted > 1000)
    }

    @Test("A value that was read before is skipped where it stands again to the byte, and nothing else is")
    func skipsRepeated() throws {
        let value = Array("[1, {}]".utf8)
        for (text, isThere) in [("[ [1, {}], 2]", true), ("[[1,{}], 2]", false), ("[[1, {", false)] {
            let bytes = Array(text.utf8)
            var reader = JSONReader(bytes.span)
            try reader.beginArray()
            _ = try reader.nextElement()
            let isSkipped = reader.skipRepeated(value.span)
            let isNothingSkipped = reader.skipRepeated(Span())
            #expect(isSkipped == isThere && !isNothingSkipped, "\(text)")
            guard isSkipped else { continue }
            let hasMore = try reader.nextElement()
            let number = try reader.readNumber()
            let isAtEnd = try !reader.nextElement()
            #expect(hasMore && number == 2 && isAtEnd)
            try reader.end()
        }
    }
}
