import ScoringModel
import Testing

@testable import ScoringEngine

@Suite struct BatchScorerTests {
    @Test(
        "Any number of rows gets the reference scorer's margins, to the bit",
        arguments: UInt64(0)..<8, [0, 1, 2, 7, 8, 9, 64, 257, 1000])
    func equalsReference(seed: UInt64, count: Int) {
        var random = RandomEnsemble(seed: seed, precision: seed % 2 == 0 ? .float32 : .float64)
        let rows = random.rows(count)
        let width = random.featureCount
        let scorer = BatchScorer(.trees(random.ensemble), featureCount: width)
        let reference = ReferenceScorer(.trees(random.ensemble))
        // What an earlier batch left behind must not show.
        var margins: [Double] = Array(repeating: 7, count: 5)
        scorer.score(rows.span, into: &margins)
        let expected = (0..<count).flatMap {
            reference.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width))
        }
        #expect(margins.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    @Test("Random ensembles are valid models' ensembles and reach both sides of most splits")
    func generatorIsUseful() {
        var random = RandomEnsemble(seed: 1)
        let rows = random.rows(1000)
        let scorer = BatchScorer(.trees(random.ensemble), featureCount: random.featureCount)
        var margins: [Double] = []
        scorer.score(rows.span, into: &margins)
        #expect(Set(margins.map(\.bitPattern)).count > 200)
        #expect(random.ensemble.categoryCodes.count > 20)
    }

    @Test("Without trees the margins are the base margins")
    func noTrees() {
        let scorer = BatchScorer(.trees(TreeEnsemble(groupCount: 2, baseMargins: [1, -2])), featureCount: 3)
        var margins: [Double] = []
        scorer.score([Double](repeating: 0, count: 6).span, into: &margins)
        #expect(margins == [1, -2, 1, -2])
    }
}
