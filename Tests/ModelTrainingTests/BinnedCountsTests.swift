import ScoringModel
import TestSupport
import Testing

@testable import ModelTraining

@Suite struct BinnedCountsTests {
    @Test("Numbers get ten bins of a tenth each", arguments: 0..<10 as Range<UInt64>)
    func tenths(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let numbers = (0..<1000).map { _ in Float.random(in: -5...5, using: &generator) }
        let binned = BinnedCounts(numbers: numbers)
        #expect(binned.counts == Array(repeating: 100, count: 10))
        #expect(binned.counts == Self.counted(numbers, binned))
    }

    struct Case: Sendable {
        let numbers: [Float]
        let edges: [Float]
        let counts: [Int]
    }

    static let cases: [Case] = [
        Case(numbers: [], edges: [], counts: [0]),
        Case(numbers: [7, 7, 7], edges: [], counts: [3]),
        // Truth values, however rare.
        Case(numbers: [1] + Array(repeating: 0, count: 99), edges: [1], counts: [99, 1]),
        Case(numbers: Array(repeating: 1, count: 99) + [0], edges: [1], counts: [1, 99]),
        Case(numbers: (1...12).map { Float($0) }, edges: [3, 5, 7, 9, 11], counts: [2, 2, 2, 2, 2, 2]),
    ]

    @Test("Few different numbers get a bin each, equal ones stay together", arguments: cases)
    func few(_ sample: Case) {
        let binned = BinnedCounts(numbers: sample.numbers)
        #expect(binned == BinnedCounts(bins: .edges(sample.edges), counts: sample.counts))
    }

    @Test("Many equal numbers are a bin of their own, and a rest is no bin")
    func ties() {
        let numbers = Array(repeating: Float(0), count: 700) + (1...340).map { Float($0) }
        let binned = BinnedCounts(numbers: numbers)
        #expect(binned.bins == .edges([1, 105, 209]))
        #expect(binned.counts == [700, 104, 104, 132])
        #expect(binned.counts == Self.counted(numbers, binned))
    }

    @Test("The twenty most frequent codes get a bin each, the others one together")
    func codes() {
        let codes = (0..<30).flatMap { code in [Float](repeating: Float(code * 2), count: code + 1) }
        let binned = BinnedCounts(codes: codes)
        #expect(binned.bins == .codes((10..<30).map { $0 * 2 }))
        #expect(binned.counts == Array(11...30) + [55])
    }

    /// By the definition in docs/model-file.md.
    private static func counted(_ numbers: [Float], _ binned: BinnedCounts) -> [Int] {
        guard case .edges(let edges) = binned.bins else { return [] }
        var counts = Array(repeating: 0, count: edges.count + 1)
        for number in numbers { counts[edges.count { $0 <= number }] += 1 }
        return counts
    }
}
