import Testing

@testable import Tables

@Suite struct RecordParserTests {
    /// All records of a text that is handed over in two pieces, cut at `cut`.
    private func records(_ text: String, cut: Int, separator: UInt8? = UInt8(ascii: ",")) throws -> [[String]] {
        var parser = RecordParser(separator: separator, limits: TableLimits())
        var records: [[String]] = []
        let bytes = Array(text.utf8)
        func take(_ parser: inout RecordParser) {
            records.append(
                parser.ends.indices.map { String(decoding: parser.bytes[parser.cell(at: $0)], as: UTF8.self) })
            parser.begin()
        }
        for piece in [bytes[..<cut], bytes[cut...]] {
            var rest = Array(piece)[...]
            while !rest.isEmpty {
                var taken = 0
                if try parser.consume(Array(rest).span, taken: &taken) { take(&parser) }
                rest = rest.dropFirst(taken)
            }
        }
        if try parser.finish() { take(&parser) }
        return records
    }

    static let texts: [(String, [[String]])] = [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r", [["a", "b"], ["1", "2"]]),
        (",\n,,\n", [["", ""], ["", "", ""]]),
        ("a,\r\n,\r\n", [["a", ""], ["", ""]]),
        ("12345678,\"x\",12345678\r\n", [["12345678", "x", "12345678"]]),
        ("\"a\",\"b\"\r\n", [["a", "b"]]),
        ("\"a,b\",c\n", [["a,b", "c"]]),
        ("\"say \"\"hi\"\"\",\"\"\n", [["say \"hi\"", ""]]),
        ("\"two\nlines\",\"two\r\nlines\"\n", [["two\nlines", "two\r\nlines"]]),
        ("5\" pipe,\"\"\"\"\n", [["5\" pipe", "\""]]),
        ("a\rb,c\r,d\n", [["a\rb", "c\r", "d"]]),
        ("\"ends\r\"\n", [["ends\r"]]),
        ("ä,日本\n", [["ä", "日本"]]),
        (" a , \"b\" \n", [[" a ", " \"b\" "]]),
    ]

    @Test("Records are the same wherever a read ends", arguments: texts)
    func cuts(text: String, expected: [[String]]) throws {
        for cut in 0...text.utf8.count {
            #expect(try records(text, cut: cut) == expected, "cut at \(cut)")
        }
    }

    @Test("Without a separator a record is a line, quotes and commas included")
    func lines() throws {
        let text = "{\"a\": \"x,y\"}\n\"\n"
        for cut in 0...text.utf8.count {
            #expect(try records(text, cut: cut, separator: nil) == [["{\"a\": \"x,y\"}"], ["\""]])
        }
    }

    @Test(
        "What follows a closing quote must be a separator or a line end",
        arguments: ["\"a\"b,c\n", "\"a\" ,b\n", "\"a\"\rb\n"])
    func textBehindQuote(text: String) {
        #expect(throws: TableError.self) { try records(text, cut: 0) }
    }

    @Test("A cell, a row and the number of cells are bounded")
    func limits() {
        func feed(_ text: String, _ limits: TableLimits) throws {
            var parser = RecordParser(separator: UInt8(ascii: ","), limits: limits)
            var taken = 0
            _ = try parser.consume(Array(text.utf8).span, taken: &taken)
        }
        #expect(throws: Never.self) { try feed("12345678,1234", TableLimits(cell: 8, row: 12, columns: 2)) }
        #expect(throws: TableError.self) { try feed("123456789", TableLimits(cell: 8)) }
        #expect(throws: TableError.self) { try feed("1234,1234,12345", TableLimits(row: 12)) }
        #expect(throws: TableError.self) { try feed("1,2,3\n", TableLimits(columns: 2)) }
        #expect(throws: TableError.self) { try feed("\"" + String(repeating: "\n", count: 9), TableLimits(cell: 8)) }
    }
}
