import ScoringModel
import Testing

@testable import ScoringEngine

@Suite struct ReferenceScorerTests {
    /// One split; 1 is the left leaf, 2 the right one.
    private static func stump(threshold: Double, defaultLeft: Bool, codes: [Int32] = []) -> ReferenceScorer {
        ReferenceScorer(
            .trees(
                TreeEnsemble(
                    treeOffsets: [0, 3], treeGroups: [0], groupCount: 1, baseMargins: [0], features: [0, -1, -1],
                    values: [threshold, 1, 2], leftChildren: [1, -1, -1], rightChildren: [2, -1, -1],
                    defaultLeft: [defaultLeft ? 1 : 0, 0, 0], categorySets: [codes.isEmpty ? -1 : 0, -1, -1],
                    categorySetOffsets: codes.isEmpty ? [0] : [0, Int32(codes.count)], categoryCodes: codes)))
    }

    @Test(
        "A numeric split sends smaller values left, equal and larger ones right",
        arguments: [
            (1.5, 2), (Double(Float(1.5).nextUp), 2), (Double(Float(1.5).nextDown), 1), (-0.0, 1), (.infinity, 2),
            (-.infinity, 1),
        ] as [(Double, Double)])
    func numeric(value: Double, leaf: Double) {
        let scorer = Self.stump(threshold: 1.5, defaultLeft: false)
        #expect(scorer.margins(of: [value].span) == [leaf])
    }

    @Test("Zero is not below minus zero, and the smallest number is above both")
    func zeros() {
        #expect(Self.stump(threshold: 0, defaultLeft: true).margins(of: [-0.0].span) == [2])
        #expect(Self.stump(threshold: -0.0, defaultLeft: true).margins(of: [0.0].span) == [2])
        #expect(Self.stump(threshold: 0x1p-149, defaultLeft: true).margins(of: [0.0].span) == [1])
    }

    @Test(
        "NaN takes the default side, also at a categorical split", arguments: [true, false], [[], [1, 3]] as [[Int32]])
    func missing(defaultLeft: Bool, codes: [Int32]) {
        let scorer = Self.stump(threshold: 1.5, defaultLeft: defaultLeft, codes: codes)
        #expect(scorer.margins(of: [Double.nan].span) == [defaultLeft ? 1 : 2])
    }

    @Test(
        "A categorical split sends the codes of its set right and everything else left",
        arguments: [
            (1, 2), (3, 2), (1.9, 2), (Double(Float(3).nextDown), 1), (0, 1), (2, 1), (4, 1), (-0.5, 1), (-1, 1),
            (-0.0, 1),
            (16_777_215, 2), (16_777_216, 1), (.infinity, 1), (-.infinity, 1), (1e30, 1),
        ] as [(Double, Double)])
    func categorical(value: Double, leaf: Double) {
        let scorer = Self.stump(threshold: 0, defaultLeft: false, codes: [1, 3, 16_777_215])
        #expect(scorer.margins(of: [value].span) == [leaf])
    }

    @Test("Leaves are added to the base margin in tree order in Float32")
    func order() {
        // In Float32 (1 + 2^25) - 2^25 is 0; in Double, or in another order, it is 1.
        let scorer = ReferenceScorer(
            .trees(
                TreeEnsemble(
                    treeOffsets: [0, 1, 2], treeGroups: [0, 0], groupCount: 1, baseMargins: [1], features: [-1, -1],
                    values: [33_554_432, -33_554_432], leftChildren: [-1, -1], rightChildren: [-1, -1],
                    defaultLeft: [0, 0],
                    categorySets: [-1, -1])))
        #expect(scorer.margins(of: [0.0].span) == [0])
    }
}
