import ScoringModel
import Testing

@testable import SchemaInference

@Suite struct TargetTests {
    private func target(_ cells: [String], _ task: Task? = nil) throws(SchemaError) -> TargetFinding {
        try TargetFinding(TableSurvey(("y", cells)).columns[0], in: TableSurvey(("y", cells)), asked: task)
    }

    @Test(
        "The target's values say the task",
        arguments: [
            (cells(20) { $0 % 2 == 0 ? "a" : "b" }, .binary), (cells(20) { "\($0 % 2)" }, .binary),
            (cells(20) { ["a", "b", "c"][$0 % 3] }, .multiclass), (cells(100) { "\($0 % 10)" }, .multiclass),
            (cells(100) { "\($0 % 20)" }, .regression), (cells(100) { "\($0 % 10).5" }, .regression),
            (cells(12) { "\($0 % 4)" }, .regression), (cells(5) { "\($0)" }, .regression),
            (cells(100) { $0 == 0 ? "77" : "\($0 % 5)" }, .regression),
        ] as [([String], Task)])
    func tasks(cells: [String], task: Task) throws {
        #expect(try target(cells).task == task)
    }

    @Test("A task that is asked for is taken")
    func asked() throws {
        #expect(try target(cells(100) { "\($0 % 10)" }, .regression).task == .regression)
        #expect(try target(cells(100) { "\($0 % 30)" }, .multiclass).classes.count == 30)
    }

    @Test(
        "A target that nothing can be learnt for is refused with the way out",
        arguments: [
            (cells(9) { _ in "a" }, nil, "only the value a"), (cells(9) { _ in "" }, nil, "no values"),
            (cells(9) { $0 == 4 ? "rare" : ["a", "b"][$0 % 2] }, nil, "1 row of the class rare"),
            (cells(90) { "t\($0)" }, nil, "90 different texts"),
            (cells(9) { ["a", "b"][$0 % 2] }, .regression, "--task binary"),
            (cells(9) { ["a", "b"][$0 % 2] }, .multiclass, "--task binary"),
            (cells(9) { ["a", "b", "c"][$0 % 3] }, .binary, "3 classes"),
        ] as [([String], Task?, String)])
    func refusals(cells: [String], task: Task?, sentence: String) {
        let error = #expect(throws: SchemaError.self) { try target(cells, task) }
        #expect(error?.kind == .work && error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    }

    @Test(
        "The positive class is the one that says yes, else the last",
        arguments: [
            (["no", "yes"], "yes"), (["Yes", "no"], "Yes"), (["0", "1"], "1"), (["malignant", "benign"], "malignant"),
            (["a", "b"], "b"), (["10", "9"], "10"), (["false", "true"], "true"),
        ])
    func positive(values: [String], positive: String) throws {
        #expect(try target(cells(20) { values[$0 % 2] }).positive == positive)
    }

    @Test("A rare class is noticed")
    func rare() throws {
        #expect(try target(cells(100) { $0 % 20 == 0 ? "a" : "b" }).rareClass?.name == "a")
        #expect(try target(cells(100) { $0 % 4 == 0 ? "a" : "b" }).rareClass == nil)
        #expect(try target(cells(600) { $0 < 20 ? "t0" : "t\($0 % 6)" }, .multiclass).rareClass == nil)
        #expect(try target(cells(600) { $0 < 20 ? "a" : ["b", "c"][$0 % 2] }).rareClass?.name == "a")
    }

    @Test("A column that is not there is refused with the nearest one")
    func unknown() {
        let error = #expect(throws: SchemaError.self) {
            try SchemaFindings(TableSurvey(("price", ["1", "2"]), ("size", ["1", "2"])), target: "pricee")
        }
        #expect(error?.kind == .usage && error?.description == "t.csv has no column pricee; did you mean price?")
    }
}
