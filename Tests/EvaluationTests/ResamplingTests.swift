import ScoringModel
import TestSupport
import Testing

@testable import Evaluation

@Suite struct ResamplingTests {
    @Test("The same rows and seed give the same intervals, another seed others")
    func seed() {
        let rows = SampleRows.binary(80)
        let first = Bootstrap(rows, seed: 1, resamples: 100)
        #expect(first == Bootstrap(rows, seed: 1, resamples: 100))
        #expect(first.intervals != Bootstrap(rows, seed: 2, resamples: 100).intervals)
    }

    @Test("The interval of a mean is as wide as theory says", arguments: [nil, 2_000])
    func width(limit: Int?) throws {
        // Absolute errors of 0 and 1 in equal parts: their mean has the standard error 0.5 / √n.
        let count = 4000
        let rows = ScoredRows(
            task: .regression, targets: (0..<count).map { Float($0 % 2) }, values: Array(repeating: 0, count: count))
        let bootstrap = Bootstrap(rows, seed: 3, resamples: 400, rowLimit: limit)
        #expect(bootstrap.rows == limit ?? count)
        let interval = try #require(bootstrap.intervals.first { $0.name == "mae" }?.value)
        let expected = 2 * 1.96 * 0.5 / Double(count).squareRoot()
        #expect(interval.contains(0.5))
        #expect(abs(interval.upperBound - interval.lowerBound - expected) < expected * 0.15)
        #expect(!bootstrap.intervals.contains { $0.name == "max_error" })
    }

    @Test("A metric that few resamples have gets no interval; nor has one row any")
    func rare() {
        // All of three classes of one row each are in 2 of 9 resamples.
        let lonely = ScoredRows(
            task: .multiclass, classLabels: ["a", "b", "c"], targets: [0, 1, 2],
            values: [0.6, 0.2, 0.2, 0.2, 0.6, 0.2, 0.2, 0.2, 0.6])
        let names = Bootstrap(lonely, seed: 5, resamples: 200).intervals.map(\.name)
        #expect(names.contains("accuracy") && !names.contains("auc"))
        let one = ScoredRows(task: .binary, classLabels: ["n", "p"], targets: [1], values: [0.9])
        #expect(Bootstrap(one, seed: 5).intervals.isEmpty)
    }

    @Test("Shuffling a column that matters costs, one that does not costs nothing, and the rows come back")
    func permutation() {
        var random = SeededGenerator(seed: 9)
        var rows = (0..<300).flatMap { _ in
            [Float.random(in: 0..<1, using: &random), Float.random(in: 0..<1, using: &random)]
        }
        let before = rows
        let targets = stride(from: 0, to: rows.count, by: 2).map { rows[$0] }
        let found = PermutationImportance.measure(&rows, columnCount: 2, seed: 1) { rows in
            targets.indices.reduce(0.0) { $0 + Double((rows[$1 * 2] - targets[$1]).magnitude) } / 300
        }
        // Two independent uniform numbers are a third apart.
        #expect(abs(found[0].mean - 1 / 3.0) < 0.05)
        #expect(found[1] == PermutationImportance(mean: 0, standardDeviation: 0))
        #expect(rows == before)
    }
}
