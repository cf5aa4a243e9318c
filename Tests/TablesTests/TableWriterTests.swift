import Foundation
import TestSupport
import Testing

@testable import Tables

@Suite struct TableWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ columns: [String], _ rows: (inout TableWriter) throws -> Void) throws -> String
    {
        let path = folder.path(name)
        var writer = try TableWriter.open(path, columns: columns)
        try rows(&writer)
        try writer.close()
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test("Cells are quoted where the format needs it, and nowhere else")
    func quoting() throws {
        let cells = ["plain", "a,b", "a\tb", "say \"hi\"", "two\nlines", "cr\r"]
        let fill: (inout TableWriter) throws -> Void = { writer in
            for cell in cells { writer.append(cell) }
            try writer.endRow()
        }
        let columns = ["a", "b", "c", "d", "e", "f,g"]
        let csv = try write("t.csv", columns, fill)
        #expect(csv == "a,b,c,d,e,\"f,g\"\nplain,\"a,b\",a\tb,\"say \"\"hi\"\"\",\"two\nlines\",\"cr\r\"\n")
        let tsv = try write("t.tsv", columns, fill)
        #expect(
            tsv == "a\tb\tc\td\te\tf,g\nplain\ta,b\t\"a\tb\"\t\"say \"\"hi\"\"\"\t\"two\nlines\"\t\"cr\r\"\n")
    }

    @Test("What was written is read back", arguments: ["t.csv", "t.tsv"])
    func roundTrip(name: String) throws {
        let columns = ["\u{FEFF}one", "two"]
        let rows = [["", "a\"b"], ["\"", ",\t"], ["\r\n", "ä"], [" x ", "\r"]]
        _ = try write(name, columns) { writer in
            for row in rows {
                for cell in row { writer.append(cell) }
                try writer.endRow()
            }
        }
        var reader = try TableReader.open(folder.path(name))
        var found: [[String]] = []
        while try reader.next() {
            found.append(
                (0..<2).map { column in
                    let field = reader.field(at: column)
                    return String(decoding: field.indices.map { field[$0] }, as: UTF8.self)
                })
        }
        #expect(found == rows)
        #expect(reader.columns == columns)
    }

    @Test("Numbers have the fewest digits, missing cells are empty or null")
    func cells() throws {
        let fill: (inout TableWriter) throws -> Void = { writer in
            writer.append(Float(0.1))
            writer.append(Float(3))
            writer.append(Float.nan)
            writer.appendMissing()
            try writer.endRow()
        }
        let columns = ["a", "b", "c", "d"]
        #expect(try write("t.csv", columns, fill) == "a,b,c,d\n0.1,3,,\n")
        #expect(try write("t.jsonl", columns, fill) == "{\"a\":0.1,\"b\":3,\"c\":null,\"d\":null}\n")
    }

    @Test("A row whose only cell is missing is a row")
    func onlyCell() throws {
        let text = try write("t.csv", ["a"]) { writer in
            writer.appendMissing()
            try writer.endRow()
        }
        #expect(text == "a\n\"\"\n")
    }

    @Test("A JSON value keeps its form in JSON Lines and becomes a cell elsewhere")
    func jsonValues() throws {
        let values = ["\"x\\u0041,\"", "12.50", "true", "null", "[1,2]"]
        let fill: (inout TableWriter) throws -> Void = { writer in
            for value in values { try writer.append(json: Array(value.utf8).span) }
            try writer.endRow()
        }
        let columns = ["a", "b", "c", "d", "e"]
        #expect(try write("t.csv", columns, fill) == "a,b,c,d,e\n\"xA,\",12.50,true,,\"[1,2]\"\n")
        #expect(
            try write("t.jsonl", columns, fill)
                == "{\"a\":\"x\\u0041,\",\"b\":12.50,\"c\":true,\"d\":null,\"e\":[1,2]}\n")
    }

    @Test("Nothing is lost when more is written than the buffer holds")
    func manyRows() throws {
        let text = try write("t.csv", ["n"]) { writer in
            for number in 0..<50_000 {
                writer.append(String(number))
                try writer.endRow()
            }
        }
        #expect(text.split(separator: "\n").dropFirst().elementsEqual((0..<50_000).map { Substring(String($0)) }))
    }

    @Test(
        "A place that can't be written is an error, at the latest on closing",
        arguments: ["/dev/full", "/nowhere/t.csv"])
    func unwritable(path: String) {
        #expect(throws: TableError.self) {
            let writer = try TableWriter.open(path, columns: ["a"])
            try writer.close()
        }
    }

    @Test("A reader that has gone is an error, not a signal")
    func brokenPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        let path = folder.path("pipe")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let reader = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        var writer = try TableWriter.open(path, columns: ["a"])
        close(reader)
        try eventually("nobody reads the pipe") {
            // A child that another test starts has a copy of the reader until its program begins.
            let second = unsafe open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            if second < 0 { return errno == ENXIO }
            close(second)
            return false
        }
        #expect(throws: TableError.self) { try writer.flush() }
    }
}
