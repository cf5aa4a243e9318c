import Evaluation
import ScoringModel
import Testing

@testable import ModelTraining

@Suite struct SplitTests {
    private func split(
        _ keys: SplitKeys, _ validation: Double, _ test: Double = 0, seed: UInt64 = 3
    ) throws -> Split {
        try #require(Split(keys, validation: validation, test: test, seed: seed))
    }

    @Test func `every class gives its share, and every example is on one side`() throws {
        let values = (0..<100).map { Float($0 < 10 ? 0 : $0 < 40 ? 1 : 2) }
        let split = try split(SplitKeys(targets: values, task: .multiclass), 0.2)
        let counts = (0..<3).map { label in split.validation.count { values[$0] == Float(label) } }
        #expect(counts == [2, 6, 12])
        #expect((split.training + split.validation).sorted() == Array(0..<100))
        #expect(split.training == split.training.sorted())
        #expect(split.test.isEmpty)
    }

    @Test func `test rows are a share of every class too`() throws {
        let values = (0..<100).map { Float($0 < 10 ? 0 : $0 < 40 ? 1 : 2) }
        let split = try split(SplitKeys(targets: values, task: .multiclass), 0.2, 0.1)
        let counts = (0..<3).map { label in split.test.count { values[$0] == Float(label) } }
        #expect(counts == [1, 3, 6])
        #expect((split.training + split.validation + split.test).sorted() == Array(0..<100))
    }

    @Test func `a regression's range is covered evenly`() throws {
        let values = (0..<100).map { Float(($0 * 37) % 100) }
        let split = try split(SplitKeys(targets: values, task: .regression), 0.2)
        let tenths = (0..<10).map { tenth in split.validation.count { Int(values[$0]) / 10 == tenth } }
        #expect(tenths == Array(repeating: 2, count: 10))
    }

    @Test func `a class of two gives one, whatever the share`() throws {
        let values: [Float] = [0, 0, 1, 1, 1, 1]
        for share in [0.01, 0.9] {
            let split = try split(SplitKeys(targets: values, task: .binary), share)
            #expect(split.validation.count { values[$0] == 0 } == 1)
            #expect(split.training.contains { values[$0] == 1 })
        }
    }

    @Test(arguments: [true, false])
    func `the seed decides, and decides alone`(isGrouped: Bool) throws {
        let keys: SplitKeys =
            isGrouped
            ? .groups((0..<60).map { $0 / 3 })
            : SplitKeys(targets: (0..<60).map { Float($0 % 2) }, task: .binary)
        #expect(try split(keys, 0.3, seed: 5) == split(keys, 0.3, seed: 5))
        #expect(try split(keys, 0.3, seed: 5) != split(keys, 0.3, seed: 6))
    }

    @Test func `over time the newest rows are the test, and those before them validation`() throws {
        let times = (0..<100).map { Double(($0 * 37) % 100) }
        let split = try split(.times(times), 0.2, 0.1)
        #expect(Set(split.test.map { times[$0] }) == Set((90..<100).map(Double.init)))
        #expect(Set(split.validation.map { times[$0] }) == Set((70..<90).map(Double.init)))
        #expect(split.training == split.training.sorted())
        #expect(split.training.count == 70)
    }

    @Test(arguments: 1...12)
    func `equal times are never parted`(width: Int) throws {
        let times = (0..<100).map { Double($0 / width) }
        let split = try split(.times(times), 0.2, 0.1)
        let parts = [split.training, split.validation, split.test].map { Set($0.map { times[$0] }) }
        #expect(parts[0].isDisjoint(with: parts[1]) && parts[1].isDisjoint(with: parts[2]))
        #expect(abs(split.test.count - 10) <= width && abs(split.validation.count - 20) <= width)
    }

    @Test func `what has too few times or groups is no split`() {
        #expect(Split(.times([1, 1, 1, 1]), validation: 0.2, test: 0, seed: 1) == nil)
        #expect(Split(.times([1, 1, 2, 2]), validation: 0.2, test: 0.2, seed: 1) == nil)
        #expect(Split(.groups([0, 0, 0]), validation: 0.2, test: 0, seed: 1) == nil)
        #expect(Split(.groups([0, 0, 1]), validation: 0.2, test: 0.2, seed: 1) == nil)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func `groups stay together, and parts are near their shares`(seed: UInt64) throws {
        // Sizes from 1 to 20.
        let groups = (0..<20).flatMap { group in Array(repeating: group, count: group + 1) }
        let split = try split(.groups(groups), 0.2, 0.1, seed: seed)
        let parts = [split.training, split.validation, split.test].map { Set($0.map { groups[$0] }) }
        #expect(parts[0].isDisjoint(with: parts[1]) && parts[1].isDisjoint(with: parts[2]))
        #expect(parts[0].isDisjoint(with: parts[2]))
        #expect((split.training + split.validation + split.test).sorted() == Array(groups.indices))
        #expect(abs(split.validation.count - 42) <= 5 && abs(split.test.count - 21) <= 5)
    }
}

@Suite struct FoldTests {
    private func folds(_ keys: SplitKeys, _ positions: [Int], _ count: Int) throws -> [Fold] {
        try #require(Fold.make(keys, positions: positions, count: count, seed: 1))
    }

    @Test func `each example judges once, and every class is in every fold`() throws {
        let targets = (0..<100).map { Float($0 % 4 == 0 ? 1 : 0) }
        let pool = Array(10..<90)
        let folds = try folds(SplitKeys(targets: targets, task: .binary), pool, 5)
        #expect(folds.flatMap(\.validation).sorted() == pool)
        for fold in folds {
            #expect((fold.training + fold.validation).sorted() == pool)
            #expect(fold.validation.count == 16)
            #expect(fold.validation.count { targets[$0] == 1 } == 4)
        }
    }

    @Test func `folds of groups part no group and are alike in size`() throws {
        let groups = (0..<20).flatMap { group in Array(repeating: group, count: group + 1) }
        let folds = try folds(.groups(groups), Array(groups.indices), 4)
        #expect(folds.flatMap(\.validation).sorted() == Array(groups.indices))
        for fold in folds {
            #expect(Set(fold.training.map { groups[$0] }).isDisjoint(with: fold.validation.map { groups[$0] }))
            #expect(abs(fold.validation.count - 52) <= 5)
        }
    }

    @Test func `folds over time learn from the past alone`() throws {
        let times = (0..<60).map { Double((($0 * 7) % 60) / 2) }
        let folds = try folds(.times(times), Array(0..<50), 4)
        #expect(folds.count == 4)
        for (fold, next) in zip(folds, folds.dropFirst()) {
            #expect(next.training == (fold.training + fold.validation).sorted())
        }
        for fold in folds {
            let last = try #require(fold.training.map { times[$0] }.max())
            #expect(fold.validation.allSatisfy { times[$0] > last })
        }
    }

    @Test func `too few groups are no folds`() {
        #expect(Fold.make(.groups([0, 0, 1]), positions: [0, 1, 2], count: 3, seed: 1) == nil)
        #expect(Fold.make(.times([1, 2]), positions: [0, 1], count: 2, seed: 1) == nil)
    }
}
