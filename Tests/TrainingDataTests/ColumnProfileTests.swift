import ScoringModel
import Testing

@testable import TrainingData

@Suite struct ColumnProfileTests {
    private let folder: DataFolder

    init() throws { folder = try DataFolder() }

    private func profile(_ cells: [String], limit: Int = ColumnProfile.valueLimit) throws -> ColumnProfile {
        try folder.write("x,y\n" + cells.map { "\($0),\n" }.joined())
        return ColumnProfile(try folder.read("t.csv"), column: 0, valueLimit: limit)
    }

    @Test("Numbers are counted, ordered by value, and known by their text")
    func numbers() throws {
        let profile = try profile(["10", "9", "9", "", "1e1", "-0.5", "9.0"])
        #expect(profile.kind == .numeric)
        #expect((profile.numbers, profile.missing, profile.present) == (6, 1, 6))
        #expect(profile.values == ["-0.5", "9", "9.0", "10", "1e1"])
        #expect(profile.counts == [1, 2, 1, 1, 1])
        #expect((profile.minimum, profile.maximum) == (-0.5, 10))
        #expect(!profile.isWhole)
        #expect(try self.profile(["1", "2.0", "3e2"]).isWhole)
    }

    @Test("Texts, booleans and dates are told apart")
    func kinds() throws {
        #expect(try profile(["true", "FALSE", "NA"]).kind == .boolean)
        #expect(try profile(["2024-02-29", "2024-02-29T10:15:00Z"]).kind == .date)
        #expect(try profile(["2024-02-30", "2024-02-29"]).kind == .categorical)
        #expect(try profile(["", "NA"]).kind == nil)
        let mixed = try profile(["1", "", "b", "true", "a"])
        #expect(mixed.kind == .categorical)
        #expect((mixed.numbers, mixed.texts, mixed.booleans) == (1, 2, 1))
        #expect(mixed.firstText == 2)
        #expect(mixed.values == ["1", "a", "b", "true"])
    }

    @Test("More different values than asked for are counted but not listed")
    func limit() throws {
        let cells = (0..<50).map(String.init)
        let profile = try profile(cells, limit: 49)
        #expect(profile.hasMoreValues)
        #expect(profile.values.isEmpty)
        #expect((profile.numbers, profile.maximum) == (50, 49))
        #expect(try self.profile(cells, limit: 50).values == cells)
    }
}
