import JSONBytes
import ScoringModel
import Testing

@testable import TrainingData

@Suite struct DataTableTests {
    private let folder: DataFolder

    init() throws { folder = try DataFolder() }

    static let cells = [
        "1", "01", "1.0", "1e0", "+1", "-0", "-0.0", "0", ".5", "5.", "red", "rot\nblau", "ä", "é", "e\u{301}", "true",
        "0.1", "123456789012345678901234567890", "1e999", "-1e999", "9007199254740993", "0.12345678901234567", "Inf",
        "a,b", "say \"hi\"", " 1", "2024-02-29", "\0", "NAN", "none", "-", "0.30000000000000004", "16777217",
    ]

    @Test("Every cell gives back the very text that was read, wherever long numbers and texts come")
    func texts() throws {
        for shift in [0, 7, 21] {
            let rotated = Self.cells[shift...] + Self.cells[..<shift]
            let rows = rotated.map { "x,\"\($0.replacing("\"", with: "\"\""))\"" }
            try folder.write("a,b\n" + rows.joined(separator: "\n") + "\n")
            #expect(try folder.read("t.csv").texts.map { $0[1] } == Array(rotated))
        }
    }

    @Test("A cell's number is that of its text, to the last bit")
    func numbers() throws {
        try folder.write("a,b\n" + Self.cells.filter { !$0.contains("\"") }.map { "x,\"\($0)\"\n" }.joined())
        let table = try folder.read("t.csv")
        for row in 0..<table.rowCount {
            let text = table.cell(row: row, column: 1)
            let expected = DecimalNumber.parse(text.span)
            #expect(table.number(row: row, column: 1)?.bitPattern == expected?.bitPattern, "\(text)")
            if let decimal = table.decimal(row: row, column: 1) { #expect(decimal.bitPattern == expected?.bitPattern) }
        }
    }

    @Test("The words that mean missing are missing, and no other text")
    func missing() throws {
        try folder.write("a,b\n,NA\nN/A,NaN\nnan,null\nNULL,0\n")
        let table = try folder.read("t.csv")
        let missing = (0..<table.rowCount).map { row in
            (0..<2).map { table.isMissing(row: row, column: $0) }
        }
        #expect(missing == [[true, true], [true, true], [true, true], [false, false]])
        #expect(table.decimal(row: 0, column: 0) == nil)
        #expect(table.number(row: 0, column: 0) == nil)
    }

    @Test("A column takes four bytes a row for short numbers and repeated texts, eight for long numbers")
    func memory() throws {
        let rows = (0..<20_000).map { "\($0),\($0 % 3 == 0 ? "red" : "green"),0.\($0)12345678901\n" }
        try folder.write("short,text,long\n" + rows.joined())
        let size = try folder.read("t.csv").size
        #expect(size >= 16 * 20_000)
        #expect(size < 16 * 20_000 + 1000)
    }

    @Test("A row's place is its file and line, over blank lines, lines in quotes and several files")
    func places() throws {
        try folder.write("a,b\n1,1\n\n2,2\n\"3\n\",3\n4,4\n", "one.csv")
        try folder.write("b,a\n5,5\n6,6\n", "two.csv")
        let table = try folder.read("one.csv", "two.csv")
        #expect((0..<6).map { table.place(of: $0).line } == [2, 4, 5, 7, 2, 3])
        #expect((0..<6).map { table.place(of: $0).input } == [0, 0, 0, 0, 1, 1])
        #expect(table.placeText(of: 5).hasSuffix("two.csv, line 3"))
    }
}
