import JSONBytes
import Testing

struct JSONValueTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONValue.parse(Array(text.utf8).span) }

    @Test("A document becomes a tree that keeps order and tells integers from numbers")
    func reads() throws {
        let value = try parse(
            #"{"b": [1, 1.0, 1e2, true, null, "x"], "a": {"n": 9007199254740993, "big": 1e19, "min": -9223372036854775808}}"#
        )
        #expect(value.object?.map(\.name) == ["b", "a"])
        #expect(value["b"]?.array == [.integer(1), .number(1), .number(100), .boolean(true), .null, .string("x")])
        #expect(value["a"]?["n"]?.integer == 9_007_199_254_740_993)
        #expect(value["a"]?["big"]?.number == 1e19)
        #expect(value["a"]?["min"]?.integer == .min)
        #expect(value["a"]?["big"]?.integer == nil)
        #expect(value["c"] == nil && value["b"]?["x"] == nil)
        #expect(value["b"]?.array?[4].isNull == true)
    }

    @Test("A name that stands twice in one object is refused, however it is written")
    func refusesTwins() {
        #expect(throws: JSONError(byte: 16, "the name \"a\" stands twice in one object")) {
            try parse(#"{"a":1,"\u0061": 2}"#)
        }
        #expect(throws: Never.self) { try parse(#"{"a":{"a":1},"b":{"a":1}}"#) }
    }

    @Test("What the writer writes, the reader reads back")
    func roundTrip() throws {
        let text =
            #"{"a\"\\\n\r\t\u0001é":[0,-1,0.1,5e-324,1.7976931348623157e+308,true,false,null,"",[],{}],"b":{"c":[[1],2]}}"#
        let value = try parse(text)
        var writer = JSONWriter()
        writer.write(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
        #expect(try parse(String(decoding: writer.bytes, as: UTF8.self)) == value)
    }
}
