import Testing

@testable import SchemaInference

/// One column named `x` of a hundred rows, and what the rules make of it.
@Suite struct RuleTests {
    private func finding(_ name: String, _ cells: [String]) throws -> ColumnFinding {
        let survey = TableSurvey((name, cells))
        return try #require(SchemaFindings(survey, target: nil).columns.first)
    }

    @Test(
        "A column is what its cells say",
        arguments: [
            ("numbers", cells(100) { "\($0 * 7 % 31).5" }, .numeric, .feature),
            ("numbers with gaps", cells(100) { $0 % 3 == 0 ? "NA" : "\($0 * 7 % 31)" }, .numeric, .feature),
            ("booleans", cells(100) { $0 % 3 == 0 ? "true" : "False" }, .boolean, .feature),
            ("words", cells(100) { ["a", "b", "yes"][$0 % 3] }, .categorical, .feature),
            ("words and numbers", cells(100) { $0 % 2 == 0 ? "a" : "\($0 % 10)" }, .categorical, .feature),
            ("booleans and numbers", cells(100) { $0 % 2 == 0 ? "true" : "0" }, .categorical, .feature),
            ("nothing", cells(100) { $0 % 2 == 0 ? "" : "null" }, .empty, .leftOut),
            ("one value", cells(100) { _ in "7" }, .numeric, .leftOut),
            ("one value or none", cells(100) { $0 % 2 == 0 ? "7" : "" }, .numeric, .feature),
            ("one day or none", cells(100) { $0 % 2 == 0 ? "2024-01-01" : "" }, .date, .leftOut),
            ("four rows differ", cells(1000) { $0 % 250 == 0 ? "1" : "0" }, .numeric, .leftOut),
            ("five rows differ", cells(1000) { $0 % 200 == 0 ? "1" : "0" }, .numeric, .feature),
            ("four of five rows are the same", ["0", "0", "1", "0", "0"], .numeric, .feature),
            ("256 texts", cells(1000) { "t\($0 % 256)" }, .categorical, .feature),
            ("257 texts", cells(1000) { "t\($0 % 257)" }, .text, .leftOut),
            ("half of the texts differ", cells(100) { "t\($0 % 50)" }, .categorical, .feature),
            ("more than half of the texts differ", cells(100) { "t\($0 % 51)" }, .text, .leftOut),
            ("20 texts in 20 rows, 19 of them different", cells(20) { "t\(max(1, $0))" }, .text, .leftOut),
            ("a few texts among numbers", cells(100) { $0 % 20 == 0 ? "?" : "\($0)" }, .text, .leftOut),
            ("dates", cells(100) { "2024-0\(1 + $0 % 9)-11" }, .date, .date),
            ("times", cells(100) { "2024-01-11 0\($0 % 10):15" }, .date, .date),
            ("American dates", cells(100) { "\(1 + $0 % 9)/11/2024" }, .date, .leftOut),
            ("German dates", cells(100) { "11.0\(1 + $0 % 9).2024" }, .date, .leftOut),
            ("versions", cells(100) { "1.\($0 % 9).2" }, .categorical, .feature),
        ] as [(String, [String], ColumnFinding.Kind, ColumnFinding.Decision)])
    func kinds(
        what: String, cells: [String], kind: ColumnFinding.Kind, decision: ColumnFinding.Decision
    ) throws {
        let finding = try finding("x", cells)
        #expect(finding.kind == kind)
        #expect(finding.decision == decision)
        #expect(decision != .leftOut || !finding.why.isEmpty)
    }

    @Test(
        "Texts that were meant as numbers are named so, also where nearly all differ",
        arguments: [
            (cells(100) { "\($0 * 7),5" }, "numbers with a comma, such as 0,5; write them with a point"),
            (
                cells(100) { $0 % 20 == 0 ? "n/k" : "\($0).5" },
                "numbers, but 5 cells have texts (n/k); empty them in the table"
            ),
        ])
    func numberTexts(cells: [String], why: String) throws {
        #expect(try finding("price", cells).why == [why])
        #expect(try finding("price_id", cells).why != [why])
    }

    @Test(
        "Keys of rows are left out, and what merely ascends is not",
        arguments: [
            ("x", cells(30) { "\($0)" }, true), ("x", cells(30) { "\($0 + 1)" }, true),
            ("x", cells(30) { "\($0 * 10)" }, true), ("x", cells(19) { "\($0)" }, false),
            ("year", cells(30) { "\(1947 + $0)" }, false), ("x", cells(30) { "\($0 * $0)" }, false),
            ("x", cells(30) { "\($0).5" }, false), ("customer_id", cells(30) { "\($0 * 7919 % 1009)" }, true),
            ("CustomerID", cells(5) { "\($0 * 7919 % 1009)" }, true),
            ("valid", cells(30) { "\($0 * 7919 % 1009)" }, false), ("x", cells(30) { "key \($0)" }, true),
            ("x", cells(15) { "key \($0)" }, false), ("User Id", cells(15) { "key \($0)" }, true),
            ("x", cells(100) { "key \($0 / 2)" }, false),
        ] as [(String, [String], Bool)])
    func keys(name: String, cells: [String], isKey: Bool) throws {
        #expect((try finding(name, cells).decision == .leftOut) == isKey)
    }

    @Test("The key of what several rows are about is a group, and a feature only with few values")
    func groups() throws {
        for (count, decision) in [(12, ColumnFinding.Decision.feature), (40, .leftOut)] {
            let survey = TableSurvey(
                ("patient_id", cells(120) { "\($0 % count * 17)" }), ("x", cells(120) { "\($0 * 7 % 31)" }))
            let findings = try SchemaFindings(survey, target: nil)
            #expect(findings.columns[0].decision == decision)
            #expect(findings.columns[0].kind == (decision == .feature ? .categorical : .numeric))
            #expect(findings.split.group == "patient_id")
        }
    }

    @Test("Of two columns with the same cells the first is kept")
    func duplicates() throws {
        let survey = TableSurvey(
            ("a", cells(50) { "\($0 % 7)" }), ("b", cells(50) { "\($0 % 7).0" }), ("c", cells(50) { "\($0 % 7 + 1)" }),
            ("d", cells(50) { "v\($0 % 7)" }))
        let columns = try SchemaFindings(survey, target: nil).columns
        #expect(columns.map(\.decision) == [.feature, .leftOut, .feature, .feature])
        #expect(columns[1].why == ["the same as a in every row"])
    }

    @Test(
        "A number means missing only where it lies apart from all others",
        arguments: [
            (cells(100) { $0 % 9 == 0 ? "-999" : "\($0 % 40)" }, -999),
            (cells(100) { $0 == 3 ? "-999" : "\($0)" }, nil),
            (cells(100) { $0 % 9 == 0 ? "-99" : "\($0 % 40 * 10 - 200)" }, nil),
            (cells(100) { $0 % 9 == 0 ? "9999" : "\($0 % 40)" }, 9999),
            (cells(100) { $0 % 9 == 0 ? "99" : "\($0 % 98)" }, nil),
            (cells(300) { $0 % 5 == 0 ? "-1" : "\($0 % 97)" }, -1), (cells(300) { "\($0 % 97 - 1)" }, nil),
            (cells(300) { $0 % 5 == 0 ? "-1" : "\($0 % 97 - 3)" }, nil), (cells(100) { "\($0 % 3 - 1)" }, nil),
            (cells(100) { $0 % 9 == 0 ? "-999" : $0 % 9 == 1 ? "-9" : "\($0 % 40)" }, -999),
        ] as [([String], Float?)])
    func sentinels(cells: [String], value: Float?) throws {
        let finding = try finding("x", cells)
        #expect(finding.sentinel == value)
        #expect(finding.why.contains { $0.contains("means missing") } == (value != nil))
    }

    @Test("The evidence for a missing number is shown")
    func evidence() throws {
        let finding = try finding("x", cells(100) { $0 % 10 == 0 ? "-999" : "\($0 % 40)" })
        #expect(finding.why == ["-999 means missing: 10 rows have it, all others lie between 1 and 39"])
    }
}
