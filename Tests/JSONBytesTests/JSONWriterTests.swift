import JSONBytes
import TestSupport
import Testing

struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        "Quotes, backslashes and control characters are escaped, all else stays",
        arguments: [
            ("", #""""#), ("a", #""a""#), ("\"", #""\"""#), ("a\\b\"c", #""a\\b\"c""#), ("\n\r\t", #""\n\r\t""#),
            ("\0\u{1f}x\u{7f}", "\"\\u0000\\u001fx\u{7f}\""), ("é€𝄞\u{2028}", "\"é€𝄞\u{2028}\""),
        ])
    func escapes(_ text: String, _ json: String) {
        #expect(written { $0.write(text) } == json)
        #expect(written { $0.write(Array(text.utf8).span) } == json)
        #expect(written { $0.key(name: text) } == json + ":")
    }

    @Test("Commas stand between values and nowhere else")
    func separates() {
        let text = written { writer in
            writer.beginObject()
            writer.key("a")
            writer.beginArray()
            writer.write(1)
            writer.write(raw: Array("[2]".utf8).span)
            writer.beginArray()
            writer.endArray()
            writer.writeNull()
            writer.endArray()
            writer.key("b")
            writer.write(true)
            writer.key("c")
            writer.write(literal: "x")
            writer.endObject()
            writer.endDocument()
            writer.write(false)
        }
        #expect(text == #"{"a":[1,[2],[],null],"b":true,"c":"x"}false"#)
    }

    @Test("A number has the fewest digits that read back; what JSON has no number for is null")
    func numbers() {
        #expect(written { $0.write(Float(0.1)) } == "0.1")
        #expect(written { $0.write(0.1) } == "0.1")
        #expect(written { $0.write(Float(16_777_216)) } == "16777216")
        #expect(written { $0.write(-0.0) } == "-0")
        #expect(written { $0.write(Double.nan) } == "null")
        #expect(written { $0.write(-Float.infinity) } == "null")
        #expect(written { $0.write(Int.min) } == "-9223372036854775808")
    }

    @Test("Random numbers read back to the bit")
    func readsBack() {
        var random = SeededGenerator(seed: 3)
        var wrong: [UInt64] = []
        for _ in 0..<20_000 {
            let pattern = random.next()
            let double = Double(bitPattern: pattern)
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: pattern))
            guard double.isFinite, float.isFinite else { continue }
            let doubleText = Array(written { $0.write(double) }.utf8)
            let floatText = Array(written { $0.write(float) }.utf8)
            let readDouble = DecimalNumber.scan(doubleText.span, from: 0)
            let readFloat = DecimalNumber.scan(floatText.span, from: 0)
            if readDouble?.value.bitPattern != double.bitPattern || readDouble?.end != doubleText.count
                || readFloat.map({ Float($0.value).bitPattern }) != float.bitPattern
            {
                wrong.append(pattern)
            }
        }
        #expect(wrong == [])
    }
}
