import ScoringModel
import TestSupport
import Testing

@testable import SchemaInference

@Suite struct LeakageTests {
    private static let rows = 400

    /// Noise that a column has nothing to do with.
    private static func noise(_ seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<rows).map { _ in Double(generator.next() >> 11) / 0x1p53 }
    }

    private func decisions(
        _ target: [String], _ columns: (name: String, cells: [String])..., name: String = "y"
    ) throws -> [ColumnFinding.Decision] {
        var survey = TableSurvey(path: "t.csv", columns: [name] + columns.map(\.name))
        for row in target.indices {
            survey.beginRow()
            for (position, cell) in ([target[row]] + columns.map { $0.cells[row] }).enumerated() {
                let cell = Array(cell.utf8)
                survey.take(cell.span, column: position)
            }
        }
        survey.settle()
        return try SchemaFindings(survey, target: name).columns.dropFirst().map(\.decision)
    }

    @Test("A column that tells a class by itself is kept with a warning, the target under another name is not kept")
    func classes() throws {
        let noise = Self.noise(1)
        let truth = noise.map { $0 < 0.4 ? "p" : "q" }
        let found = try decisions(
            truth, ("same", truth), ("renamed", truth.map { $0 == "p" ? "1" : "0" }), ("cause", noise.map { "\($0)" }),
            ("blurred", zip(noise, Self.noise(2)).map { "\($0 + $1)" }), ("noise", Self.noise(3).map { "\($0)" }),
            ("words", Self.noise(4).map { "w\(Int($0 * 50))" }))
        #expect(found == [.leftOut, .suspect, .suspect, .feature, .feature, .feature])
    }

    @Test("A column that tells a number by itself is kept with a warning")
    func numbers() throws {
        let noise = Self.noise(5)
        let found = try decisions(
            noise.map { "\($0 * 100)" }, ("scaled", noise.map { "\($0 * 3 - 7)" }),
            ("curve", noise.map { "\(-$0 * $0)" }), ("half", zip(noise, Self.noise(6)).map { "\($0 + $1)" }),
            ("noise", Self.noise(7).map { "\($0)" }))
        #expect(found == [.suspect, .suspect, .feature, .feature])
    }

    @Test("A table that is sorted by its target makes no column look guilty")
    func sorted() throws {
        let truth = (0..<Self.rows).map { $0 < 200 ? "p" : "q" }
        let found = try decisions(
            truth, ("words", Self.noise(8).map { "w\(Int($0 * 2))" }), ("few", Self.noise(9).map { "\(Int($0 * 2))" }))
        #expect(found == [.feature, .feature])
    }

    @Test("A name like the target's is enough for a warning when the column tells most of it")
    func names() throws {
        let noise = Self.noise(10)
        let cells = zip(noise, Self.noise(11)).map { "\($0 + $1 / 5)" }
        let target = noise.map { "\($0 * 100)" }
        #expect(
            try decisions(target, ("price_list", cells), ("weight", cells.map { $0 + "1" }), name: "price") == [
                .suspect, .feature,
            ])
    }

    @Test("A few rows are no evidence")
    func few() throws {
        let found = try decisions((0..<20).map { $0 % 2 == 0 ? "p" : "q" }, ("cause", (0..<20).map { "\($0 % 2 * 3)" }))
        #expect(found == [.feature])
    }
}
