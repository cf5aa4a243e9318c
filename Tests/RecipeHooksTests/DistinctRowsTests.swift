import ScoringModel
import Testing
import TrainingData

@testable import RecipeHooks

@Suite struct DistinctRowsTests {
    private struct Source: RowSource {
        let rows: [[String?]]
        func open(folder: String) -> RowStream { .rows(columns: ["a", "b"], rows) }
    }

    @Test("A row that stood before is dropped; rows that differ in one cell are not")
    func drops() throws {
        let rows: [[String?]] = [["1", "x"], ["1", nil], ["1", "x"], ["2", "x"], ["1", nil]]
        let hooks = DataHooks(sources: ["rows": Source(rows: rows)], filters: RecipeHooks.filters)
        let choices = DataChoices(.source("rows", folder: "."), filters: ["distinct_rows"])
        let table = try DataReader(choices, hooks: hooks).read()
        #expect(table.rowCount == 3)
        #expect((0..<3).map { table.text(row: $0, column: 0) } == ["1", "1", "2"])
        #expect(table.dropped.map(\.value) == [2])
    }

    @Test("What is registered has a name that a recipe can hold")
    func names() {
        for name in Array(RecipeHooks.sources.keys) + Array(RecipeHooks.filters.keys) {
            #expect(name.wholeMatch(of: #/[a-z0-9_]{1,64}/#) != nil, "\(name)")
        }
    }
}
