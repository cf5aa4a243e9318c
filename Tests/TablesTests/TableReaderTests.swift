import Foundation
import TestSupport
import Testing

@testable import Tables

@Suite struct TableReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private struct Rows: Equatable {
        var columns: [String]
        var cells: [[String]] = []
        var lines: [Int] = []
    }

    private func read(_ bytes: [UInt8], name: String = "t.csv", buffer: Int = 1 << 16) throws -> Rows {
        let path = folder.path(name)
        try Data(bytes).write(to: URL(filePath: path))
        var limits = TableLimits()
        limits.buffer = buffer
        var reader = try TableReader.open(path, format: nil, limits: limits)
        var rows = Rows(columns: reader.columns)
        while try reader.next() {
            rows.cells.append((0..<max(1, reader.columns.count)).map { text(reader.field(at: $0)) })
            rows.lines.append(reader.line)
        }
        #expect(try !reader.next(), "the end stays the end")
        return rows
    }

    private func read(_ text: String, name: String = "t.csv", buffer: Int = 1 << 16) throws -> Rows {
        try read(Array(text.utf8), name: name, buffer: buffer)
    }

    private func text(_ field: Span<UInt8>) -> String {
        String(decoding: field.indices.map { field[$0] }, as: UTF8.self)
    }

    private func message(_ text: String, name: String = "t.csv") -> String { message(Array(text.utf8), name: name) }

    private func message(_ bytes: [UInt8], name: String = "t.csv") -> String {
        do {
            return "no error: \(try read(bytes, name: name))"
        } catch { return "\(error)".replacing(folder.url.path + "/", with: "") }
    }

    @Test("Rows come with their line numbers, whatever a read returns", arguments: [4, 5, 7, 64])
    func rows(buffer: Int) throws {
        let rows = try read("\u{FEFF}id,name\r\n1,\"a\nb\"\r\n\r\n2,ä\n3,\"\"", buffer: buffer)
        #expect(
            rows == Rows(columns: ["id", "name"], cells: [["1", "a\nb"], ["2", "ä"], ["3", ""]], lines: [2, 5, 6]))
    }

    @Test("A blank line is a missing value in a table of one column, and no row in others")
    func blankLines() throws {
        #expect(try read("x\n1\n\n2\n").cells == [["1"], [""], ["2"]])
        #expect(try read("x,y\n1,1\n\n2,2\n").cells == [["1", "1"], ["2", "2"]])
        #expect(try read("\n\nx\n1\n").columns == ["x"])
    }

    @Test("A header alone is a table without rows")
    func headerOnly() throws { #expect(try read("a,b") == Rows(columns: ["a", "b"])) }

    @Test("Tabs separate a .tsv file, lines a .jsonl file, and a first { tells where the name does not")
    func formats() throws {
        #expect(try read("a\tb\n1,5\t2\n", name: "t.tsv").cells == [["1,5", "2"]])
        let lines = "{\"a\": 1} \n\r\n{\"b\": [\"x,y\"]}"
        for name in ["t.jsonl", "T.NDJSON", "stream"] {
            let rows = try read(lines, name: name)
            #expect(
                rows == Rows(columns: [], cells: [["{\"a\": 1} "], ["{\"b\": [\"x,y\"]}"]], lines: [1, 3]), "\(name)")
        }
        #expect(try read("a,b\n1,2\n", name: "stream").columns == ["a", "b"])
        #expect(try read("", name: "t.jsonl").cells.isEmpty)
    }

    @Test(
        "A CSV whose header has no comma is separated by what it has instead",
        arguments: [
            ("a;b\n1,5;2\n", ["a", "b"], ["1,5", "2"]), ("\n\na\tb\n1;5\t2\n", ["a", "b"], ["1;5", "2"]),
            ("\"x,y\";b;c\n1;2;3\n", ["x,y", "b", "c"], ["1", "2", "3"]),
            ("a;b,c\n1;2,3\n", ["a;b", "c"], ["1;2", "3"]),
            ("\"a;b\"\n1\n", ["a;b"], ["1"]), ("a b\n1;2\n", ["a b"], ["1;2"]),
        ])
    func separators(text: String, columns: [String], cells: [String]) throws {
        #expect(try read(text) == Rows(columns: columns, cells: [cells], lines: [text.hasPrefix("\n") ? 4 : 2]))
    }

    @Test("The numbers of rows that pandas and R write in front have the name index")
    func index() throws {
        #expect(try read(",a\n0,5\n").columns == ["index", "a"])
        #expect(try read("\"\";\"a\"\n1;5\n").columns == ["index", "a"])
        #expect(message(",index\n0,5\n") == "t.csv, line 1: two columns have the name index")
    }

    static let refused: [(String, String, String)] = [
        ("t.csv", "", "t.csv is empty; its first line must name the columns"),
        ("t.csv", "\n\r\n", "t.csv is empty; its first line must name the columns"),
        ("t.csv", "a,b\n1,2\n1,2,3\n", "t.csv, line 3: expected 2 cells, found 3"),
        ("t.csv", "a,b\n\"1\n\",2\n1\n", "t.csv, line 4: expected 2 cells, found 1"),
        ("t.csv", "a,b,a\n", "t.csv, line 1: two columns have the name a"),
        ("t.csv", "a,\n", "t.csv, line 1: column 2 has no name"),
        ("t.csv", "a,b\r1,2\r", "t.csv, line 1: lines end with CR alone; save the table with LF or CRLF"),
        ("t.csv", "a,b\n1,2\n3,\"x\n\n", "t.csv, line 3: a quoted cell that starts here does not end"),
        ("t.csv", "a,b\n\"\n\",\"x\n", "t.csv, line 3: a quoted cell that starts here does not end"),
        (
            "t.csv", "a,b\n\"1\" 2,3\n",
            "t.csv, line 2: text follows a closing quote; a quote inside a quoted cell is written twice"
        ),
        ("t.jsonl", "{}\n[1]\n", "t.jsonl, line 2: byte 0: expected an object"),
        ("t.jsonl", "{\"a\": }\n", "t.jsonl, line 1: byte 6: expected a value"),
        ("t.jsonl", "{} {}\n", "t.jsonl, line 1: byte 3: expected the end of the document"),
    ]

    @Test("What is no table is refused with its file and line", arguments: refused)
    func refuses(name: String, text: String, expected: String) { #expect(message(text, name: name) == expected) }

    @Test("Other encodings than UTF-8 are refused")
    func encodings() {
        #expect(message([0xFF, 0xFE, 0x61, 0]) == "t.csv is UTF-16; save it as UTF-8")
        #expect(message([0xFE, 0xFF, 0, 0x61]) == "t.csv is UTF-16; save it as UTF-8")
        let latin = Array("a\n1\n".utf8) + [0xE4, 0x0A]
        #expect(message(latin) == "t.csv, line 3: the text is not UTF-8; save the table as UTF-8")
    }

    @Test("gzip is named as such")
    func gzip() {
        #expect(message([0x1F, 0x8B, 8, 0]) == "t.csv is packed with gzip; unpack it: gunzip -c FILE | … --input -")
    }

    @Test("A path that is absent or a folder is refused")
    func paths() {
        #expect(throws: TableError.self) { _ = try TableReader.open(folder.path("absent.csv")) }
        #expect(throws: TableError.self) { _ = try TableReader.open(folder.url.path) }
    }

    @Test("A row of a pipe that stays open is there as soon as its line has ended")
    func streams() throws {
        let path = folder.path("pipe")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        // Both ends, so that neither opening blocks.
        let writer = unsafe open(path, O_RDWR | O_CLOEXEC)
        defer { close(writer) }
        func write(_ text: String) { _ = unsafe Glibc.write(writer, text, text.utf8.count) }
        write("a,b\n")
        var reader = try TableReader.open(path)
        #expect(try !reader.isReadable(within: .zero))
        write("1,2\n3")
        #expect(try reader.isReadable(within: .zero))
        #expect(try reader.next())
        #expect(text(reader.field(at: 1)) == "2")
        write(",4\n")
        #expect(try reader.next())
        #expect(text(reader.field(at: 0)) == "3")
    }
}
