import ScoringModel
import Testing

@testable import ModelTraining

@Suite struct SplitTests {
    private func target(_ values: [Float], _ task: Task) -> TargetColumn {
        TargetColumn(task: task, labels: [], positive: 1, rows: Array(values.indices), values: values)
    }

    @Test func `every class gives its share, and every example is on one side`() {
        let values = (0..<100).map { Float($0 < 10 ? 0 : $0 < 40 ? 1 : 2) }
        let split = Split(target(values, .multiclass), SplitChoices(validation: 0.2, seed: 3))
        let counts = (0..<3).map { label in split.validation.count { values[$0] == Float(label) } }
        #expect(counts == [2, 6, 12])
        #expect((split.training + split.validation).sorted() == Array(0..<100))
        #expect(split.training == split.training.sorted())
    }

    @Test func `a regression's range is covered evenly`() {
        let values = (0..<100).map { Float(($0 * 37) % 100) }
        let split = Split(target(values, .regression), SplitChoices(validation: 0.2, seed: 3))
        let tenths = (0..<10).map { tenth in split.validation.count { Int(values[$0]) / 10 == tenth } }
        #expect(tenths == Array(repeating: 2, count: 10))
    }

    @Test func `a class of two gives one, whatever the share`() {
        let values: [Float] = [0, 0, 1, 1, 1, 1]
        for share in [0.01, 0.9] {
            let split = Split(target(values, .binary), SplitChoices(validation: share, seed: 1))
            #expect(split.validation.count { values[$0] == 0 } == 1)
            #expect(split.training.contains { values[$0] == 1 })
        }
    }

    @Test func `the seed decides, and decides alone`() {
        let values = (0..<60).map { Float($0 % 2) }
        func split(_ seed: UInt64) -> Split {
            Split(target(values, .binary), SplitChoices(validation: 0.3, seed: seed))
        }
        #expect(split(5) == split(5))
        #expect(split(5) != split(6))
    }

    @Test func `the generator gives the published numbers`() {
        // First outputs of SplitMix64 for the seed 1234567, from its authors' reference.
        var random = SplitMix(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }
}
