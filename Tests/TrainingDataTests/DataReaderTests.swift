import Checksum
import Foundation
import ScoringModel
import Tables
import Testing

@testable import TrainingData

@Suite struct DataReaderTests {
    private let folder: DataFolder

    init() throws { folder = try DataFolder() }

    @Test("Files with the same columns in any order are one table")
    func severalFiles() throws {
        try folder.write("a,b\n1,x\n", "one.csv")
        try folder.write("b\ta\ny\t2\n", "two.tsv")
        try folder.write("{\"b\": \"z\", \"a\": 3}\n{\"a\": 4}\n", "three.jsonl")
        let table = try folder.read("one.csv", "two.tsv", "three.jsonl")
        #expect(table.columns == ["a", "b"])
        #expect(table.texts == [["1", "x"], ["2", "y"], ["3", "z"], ["4", ""]])
        #expect(table.inputs.count == 3)
    }

    @Test(
        "A file whose columns differ is named, and so is the column",
        arguments: [
            ("a,b,c\n1,2,3\n", "two.csv has the column c, which one.csv does not have"),
            ("a\n1\n", "two.csv has no column b, which one.csv has"),
            ("a,B\n1,2\n", "two.csv has the column B, which one.csv does not have"),
        ])
    func differentColumns(second: String, expected: String) throws {
        try folder.write("a,b\n1,2\n", "one.csv")
        try folder.write(second, "two.csv")
        #expect(folder.message { try folder.read("one.csv", "two.csv") } == expected)
    }

    static let refused: [(name: String, text: String, expected: String)] = [
        ("t.csv", "", "t.csv is empty; its first line must name the columns"),
        ("t.csv", "a,b\n", "t.csv has a header but no rows"),
        ("t.csv", "a,b\n1,2\n1\n", "t.csv, line 3: expected 2 cells, found 1"),
        ("t.csv", "a,b\r1,2\r", "t.csv, line 1: lines end with CR alone; save the table with LF or CRLF"),
        ("t.jsonl", "", "t.jsonl has no rows"),
        ("t.jsonl", "{}\n", "t.jsonl has rows, but no row has a name"),
        ("t.jsonl", "{\"\": 1}\n", "t.jsonl, line 1: a member of the object has no name"),
        (
            "t.jsonl", "{\"a\": 1}\n{\"a\": [1]}\n",
            "t.jsonl, line 2: byte 6: a is an array; a cell is a text, a number, true, false or null"
        ),
        (
            "t.jsonl", "{\"a\": {\"b\": 1}}\n",
            "t.jsonl, line 1: byte 6: a is an object; a cell is a text, a number, true, false or null"
        ),
        ("t.jsonl", "{\"a\": 1, \"a\": 2}\n", "t.jsonl, line 1: the object has two members named a"),
        ("t.jsonl", "{\"a\": 1}\n{\"a\": }\n", "t.jsonl, line 2: byte 6: expected a value"),
    ]

    @Test("What is no table is refused with its file and line", arguments: refused)
    func refuses(name: String, text: String, expected: String) throws {
        try folder.write(text, name)
        #expect(folder.message { try folder.read(name) } == expected)
    }

    @Test("Objects become columns in the order in which their names appear; numbers keep their text")
    func jsonLines() throws {
        try folder.write(
            """
            {"a": 1.50, "b": "x\\u0041"}

            {"c": true, "a": null, "d": -0.0}
            {"b": "", "c": false, "a": 1e3}
            """, "t.jsonl")
        let table = try folder.read("t.jsonl")
        #expect(table.columns == ["a", "b", "c", "d"])
        #expect(table.texts == [["1.50", "xA", "", ""], ["", "", "true", "-0.0"], ["1e3", "", "false", ""]])
        #expect((0..<3).map { table.place(of: $0).line } == [1, 3, 4])
    }

    @Test("A name that a header did not have is refused behind it")
    func jsonBehindHeader() throws {
        try folder.write("a\n1\n", "one.csv")
        try folder.write("{\"a\": 2}\n{\"b\": 2}\n", "two.jsonl")
        #expect(
            folder.message { try folder.read("one.csv", "two.jsonl") } == "two.jsonl, line 2: b is no column of one.csv"
        )
    }

    @Test("The declared format decides, then the name, then the first byte")
    func formats() throws {
        let path = try folder.write("a\tb\n1,5\t2\n", "export.csv")
        let choices = DataChoices(.files([path]), format: .tsv)
        #expect(try DataReader(choices).read().texts == [["1,5", "2"]])
        try folder.write("{\"a\": 1}\n", "noname")
        #expect(try folder.read("noname").columns == ["a"])
    }

    @Test("The fingerprint is that of the files' bytes, as they are and in their order")
    func fingerprint() throws {
        let one = Array("a\n1\n".utf8)
        let two = try folder.gzip("a\n2\n")
        try folder.write(one, "one.csv")
        try folder.write(two, "two.csv.gz")
        #expect(try folder.read("one.csv").sha256 == SHA256.hex(one))
        #expect(try folder.read("one.csv", "two.csv.gz").sha256 == SHA256.hex(one + two))
        #expect(try folder.read("two.csv.gz", "one.csv").sha256 == SHA256.hex(two + one))
    }

    @Test("Progress ends at the bytes of all files")
    func progress() throws {
        let text = "a,b\n" + (0..<60_000).map { "\($0),\($0)\n" }.joined()
        let paths = [try folder.write(text, "one.csv"), try folder.write(text, "two.csv")]
        var steps: [DataProgress] = []
        _ = try DataReader(DataChoices(.files(paths))) { steps.append($0) }.read()
        let total = text.utf8.count * 2
        #expect(steps.count >= 4)
        #expect(steps.last?.bytes == total)
        #expect(steps.allSatisfy { $0.total == total })
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.bytes < $1.bytes && $0.rows <= $1.rows })
    }

    @Test("A table that takes more memory than it may is refused where that shows")
    func memory() throws {
        try folder.write("a,b\n" + (0..<20_000).map { "\($0),x\($0)\n" }.joined())
        var limits = DataLimits()
        limits.memory = 1 << 16
        let message = folder.message { try folder.read("t.csv", limits: limits) }
        #expect(message.contains("the table takes more than 64 KiB of memory up to here; read fewer rows or columns"))
    }
}
