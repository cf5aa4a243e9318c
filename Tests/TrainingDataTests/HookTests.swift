import ScoringModel
import Testing

@testable import TrainingData

@Suite struct HookTests {
    private let folder: DataFolder

    init() throws { folder = try DataFolder() }

    private struct Failure: Error, CustomStringConvertible { let description = "the archive is closed" }

    private struct Source: RowSource {
        let stream: @Sendable () throws -> RowStream
        func open(folder: String) throws -> RowStream { try stream() }
    }

    private struct Filter: RowFilter {
        var seen = 0
        let decide: @Sendable (inout TrainingRow, Int) throws -> Bool
        mutating func keep(_ row: inout TrainingRow) throws -> Bool {
            seen += 1
            return try decide(&row, seen)
        }
    }

    private func read(_ stream: @escaping @Sendable () throws -> RowStream) throws -> DataTable {
        try DataReader(
            DataChoices(.source("own", folder: ".")), hooks: DataHooks(sources: ["own": Source(stream: stream)])
        ).read()
    }

    private func filtered(_ filters: [String: any RowFilter], _ names: [String], _ text: String) throws -> DataTable {
        try folder.write(text)
        return try folder.read("t.csv", filters: names, hooks: DataHooks(filters: filters))
    }

    @Test("A source gives rows, or the text of a table in pieces of any size")
    func sources() throws {
        let rows = try read { .rows(columns: ["a", "b"], [["1", nil], ["x", "2"]]) }
        #expect(rows.texts == [["1", ""], ["x", "2"]])
        #expect(rows.placeText(of: 1) == "the source own, row 2")
        let text = try read {
            var pieces = ["a,", "b\n1", "", ",2\n", "3,4"].makeIterator()
            return .text { pieces.next().map { Array($0.utf8) } }
        }
        #expect(text.texts == [["1", "2"], ["3", "4"]])
        #expect(text.placeText(of: 1) == "the source own, line 3")
    }

    @Test("Other rows have another fingerprint, the same rows the same")
    func fingerprint() throws {
        func sha256(_ rows: [[String?]]) throws -> String { try read { .rows(columns: ["a", "b"], rows) }.sha256 }
        let rows: [[String?]] = [["12", "3"], ["4", "5"]]
        #expect(try sha256(rows) == sha256(rows))
        #expect(try sha256(rows) != sha256([["1", "23"], ["4", "5"]]))
        #expect(try sha256(rows) != sha256([["4", "5"], ["12", "3"]]))
    }

    @Test("What goes wrong in a source ends the training with its words")
    func failingSources() {
        #expect(folder.message { try read { throw Failure() } } == "the source own: the archive is closed")
        let late = folder.message {
            try read {
                var row = 0
                return .rows(columns: ["a"]) {
                    row += 1
                    if row > 2 { throw Failure() }
                    return ["\(row)"]
                }
            }
        }
        #expect(late == "the source own, behind row 2: the archive is closed")
        #expect(folder.message { try read { .text { throw Failure() } } } == "the source own: the archive is closed")
        #expect(
            folder.message { try read { .rows(columns: ["a", "b"], [["1"]]) } }
                == "the source own, row 1: expected 2 cells, found 1")
        for columns in [[], [""], ["a", "a"]] {
            #expect(throws: DataError.self) { try read { .rows(columns: columns, [columns.map { _ in "1" }]) } }
        }
    }

    @Test("Filters see a row one after another, correct it and drop it, and drops are counted")
    func filters() throws {
        let table = try filtered(
            [
                "small": Filter { row, _ in row.number("a").map { $0 < 100 } ?? false },
                "double": Filter { row, _ in
                    row["a"] = row.number("a").map { String(Int($0) * 2) }
                    if row["b"] == "gone" { row["b"] = nil }
                    return true
                },
                "first": Filter { row, seen in seen <= 2 && row["a"] != nil },
            ], ["small", "double", "first"], "a,b\n1,x\n500,y\n,z\n2,gone\n3,w\n")
        #expect(table.texts == [["2", "x"], ["4", ""]])
        #expect(table.dropped.map(\.value) == [2, 0, 1])
        #expect(table.dropped.map(\.name) == ["small", "double", "first"])
        #expect((0..<2).map { table.place(of: $0).line } == [2, 5])
    }

    @Test("What goes wrong in a filter is named with the row")
    func failingFilters() {
        let text = "a,b\n1,2\n3,4\n"
        let throwing = Filter { _, seen in if seen == 2 { throw Failure() } else { true } }
        #expect(
            folder.message { try filtered(["f": throwing], ["f"], text) }
                == "t.csv, line 3: the filter f: the archive is closed")
        #expect(
            folder.message { try filtered(["f": Filter { row, _ in row["c"] == nil }], ["f"], text) }
                == "t.csv, line 2: the filter f asks for the column c, which is not there")
        #expect(
            folder.message { try filtered(["f": Filter { _, _ in false }], ["f"], text) }
                == "t.csv: the filters dropped all 2 rows")
    }

    @Test("A name that is not registered is refused, and a near one is offered")
    func unknownNames() {
        #expect(
            folder.message { try filtered(["distinct": Filter { _, _ in true }], ["distinkt"], "a\n1\n") }
                == "no filter distinkt is registered; did you mean distinct?")
        #expect(
            folder.message { try DataReader(DataChoices(.source("x", folder: "."))).read() }
                == "no source x is registered in Sources/RecipeHooks; none is")
    }

    @Test("In JSON Lines a name may come later: until then its cells are empty")
    func jsonFilters() throws {
        try folder.write("{\"a\": 1}\n{\"a\": 2, \"b\": 3}\n", "t.jsonl")
        let filter = Filter { row, _ in row["b"] != nil && row.columns.count == 2 }
        let table = try folder.read("t.jsonl", filters: ["f"], hooks: DataHooks(filters: ["f": filter]))
        #expect(table.texts == [["2", "3"]])
    }
}
