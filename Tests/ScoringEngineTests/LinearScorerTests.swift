import ScoringModel
import TestSupport
import Testing

@testable import ScoringEngine

@Suite struct LinearScorerTests {
    private struct RandomModel {
        let model: LinearModel
        let featureCount: Int
        private var generator: SeededGenerator

        init(seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            featureCount = Int.random(in: 1...9, using: &generator)
            // Some have more groups than are summed up together, and one has a start of -0.
            let groups = seed % 4 == 3 ? 37 : Int.random(in: 1...4, using: &generator)
            func numbers(_ count: Int) -> [Float] {
                (0..<count).map { _ in
                    [0, -0.0, .leastNonzeroMagnitude, 1e30, .random(in: -2...2, using: &generator)]
                        .randomElement(using: &generator) ?? 0
                }
            }
            model = LinearModel(
                baseMargins: numbers(groups), bias: numbers(groups), weights: numbers(featureCount * groups))
            self.generator = generator
        }

        mutating func rows(_ count: Int) -> [Double] {
            let corners: [Double] = [
                .nan, .infinity, -.infinity, 0, -0.0, 0x1p-149, 1e30, Double(Float.greatestFiniteMagnitude), -.nan,
            ]
            return (0..<count * featureCount).map { _ in
                Bool.random(using: &generator)
                    ? Double(Float.random(in: -9...9, using: &generator))
                    : corners.randomElement(using: &generator) ?? 0
            }
        }
    }

    /// A NaN has no sign worth keeping: which one a sum of infinities gives is the processor's choice.
    private func bits(_ margins: [Double]) -> [UInt64] { margins.map { $0.isNaN ? 1 : $0.bitPattern } }

    @Test(
        "Any number of rows gets the reference scorer's margins from every kernel, to the bit",
        arguments: UInt64(0)..<8,
        [0, 1, 7, 8, 15, 16, 64, 257])
    func equalsReference(seed: UInt64, count: Int) {
        var random = RandomModel(seed: seed)
        let rows = random.rows(count)
        let narrowRows = rows.map { Float($0) }
        let width = random.featureCount
        let reference = ReferenceScorer(.linear(random.model))
        let expected = (0..<count).flatMap {
            reference.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width))
        }
        for kernel in Kernel.supported {
            let scorer = BatchScorer(.linear(random.model), featureCount: width, kernel: kernel)
            var margins: [Double] = Array(repeating: 7, count: 5)
            scorer.score(rows.span, into: &margins)
            #expect(bits(margins) == bits(expected), "\(kernel)")
            var narrow: [Float] = [7]
            scorer.score(narrowRows.span, into: &narrow)
            #expect(bits(narrow.map { Double($0) }) == bits(expected), "\(kernel), rows of Float32")
        }
    }

    @Test("Products are added in the order of the features in Float32, after bias and base margin")
    func order() {
        // In Float32 ((1 + 0) + 2^25) - 2^25 is 0; in Double, or in another order, it is 1.
        let model = LinearModel(baseMargins: [1], bias: [0], weights: [33_554_432, -33_554_432])
        for scorer in [ReferenceScorer(.linear(model))] {
            #expect(scorer.margins(of: [1.0, 1].span) == [0])
        }
        var margins: [Double] = []
        BatchScorer(.linear(model), featureCount: 2).score([1.0, 1].span, into: &margins)
        #expect(margins == [0])
    }

    @Test("A missing value adds nothing, and a margin of -0 stays one")
    func missing() {
        let model = LinearModel(baseMargins: [-0.0, 1], bias: [-0.0, 2], weights: [5, 7, 11, 13])
        let rows: [Double] = [.nan, .nan, 1, .nan, .nan, 1]
        var margins: [Double] = []
        BatchScorer(.linear(model), featureCount: 2).score(rows.span, into: &margins)
        #expect(margins.map(\.bitPattern) == [-0.0, 3, 5, 10, 11, 16].map { Double($0).bitPattern })
    }
}
