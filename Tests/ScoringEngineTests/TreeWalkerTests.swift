import ScoringModel
import Testing

@testable import ScoringEngine

@Suite struct TreeWalkerTests {
    /// Bits, with one NaN for all: an infinite value in a linear leaf can make one, whose sign is the processor's choice.
    private func bits(_ margins: [Double]) -> [UInt64] { margins.map { $0.isNaN ? 1 : $0.bitPattern } }

    private func expected(_ ensemble: TreeEnsemble, _ rows: [Double], _ width: Int) -> [Double] {
        let reference = ReferenceScorer(.trees(ensemble))
        return (0..<rows.count / width).flatMap {
            reference.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width))
        }
    }

    private func margins(_ ensemble: TreeEnsemble, _ rows: [Double], _ width: Int) -> [Double] {
        // What was in the memory before must not show.
        var margins: [Double] = [7]
        BatchScorer(.trees(ensemble), featureCount: width, kernel: .general).score(rows.span, into: &margins)
        return margins
    }

    @Test(
        "Every valid ensemble gets the reference scorer's margins, to the bit",
        arguments: [Precision.float32, .float64], OddEnsemble.Leaves.allCases)
    func equalsReference(precision: Precision, leaves: OddEnsemble.Leaves) {
        // Linear leaves are Float64's alone.
        guard precision == .float64 || leaves != .linear else { return }
        for (seed, count) in [1, 2, 7, 8, 9, 64, 300].enumerated() {
            for (hasCategories, hasZeros) in [(false, false), (true, false), (false, true), (true, true)] {
                var odd = OddEnsemble(
                    seed: UInt64(seed), precision, leaves, hasCategories: hasCategories, hasMissingZeros: hasZeros)
                let rows = odd.rows(count)
                let found = margins(odd.ensemble, rows, odd.featureCount)
                let isEqual = bits(found) == bits(expected(odd.ensemble, rows, odd.featureCount))
                #expect(isEqual, "\(count) rows, categories \(hasCategories), missing zeros \(hasZeros)")
            }
        }
    }

    @Test("Float32 rows get what the same rows in Float64 get", arguments: [Precision.float32, .float64], [1, 9])
    func float32Rows(precision: Precision, count: Int) {
        var odd = OddEnsemble(seed: 5, precision, .numbers, hasCategories: true, hasMissingZeros: true)
        let rows = odd.rows(count).map { Float($0) }
        let scorer = BatchScorer(.trees(odd.ensemble), featureCount: odd.featureCount, kernel: .general)
        let expected = expected(odd.ensemble, rows.map { Double($0) }, odd.featureCount)
        var margins: [Double] = [7]
        scorer.score(rows.span, into: &margins)
        #expect(bits(margins) == bits(expected))
        guard precision == .float32 else { return }
        var narrow: [Float] = [7]
        scorer.score(rows.span, into: &narrow)
        #expect(bits(narrow.map { Double($0) }) == bits(expected))
    }

    @Test("More columns than 16 bits count take the wide nodes", arguments: [1, 9])
    func manyFeatures(count: Int) {
        var odd = OddEnsemble(
            seed: 3, .float32, .numbers, hasCategories: false, hasMissingZeros: false, features: 20_000, trees: 400)
        let rows = odd.rows(count)
        #expect(TreeWalker(odd.ensemble, featureCount: 20_000).packed.isWide)
        #expect(bits(margins(odd.ensemble, rows, 20_000)) == bits(expected(odd.ensemble, rows, 20_000)))
    }

    @Test("Rows of several blocks, the last of them short, keep their places")
    func severalBlocks() {
        var odd = OddEnsemble(seed: 8, .float64, .vectors, hasCategories: false, hasMissingZeros: false, trees: 2)
        let perBlock = TreeWalker(odd.ensemble, featureCount: odd.featureCount).packed.rowsPerBlock
        for count in [perBlock, perBlock + 1, 2 * perBlock + 9] {
            let rows = odd.rows(count)
            let found = margins(odd.ensemble, rows, odd.featureCount)
            #expect(bits(found) == bits(expected(odd.ensemble, rows, odd.featureCount)))
        }
    }

    @Test("Without trees, and with trees of one leaf, the margins are the sums")
    func trivial() {
        let empty = TreeEnsemble(groupCount: 2, baseMargins: [1, -2])
        #expect(margins(empty, [0, 0, 0, 0], 2) == [1, -2, 1, -2])
        let leaf = TreeEnsemble(
            treeOffsets: [0, 1], treeGroups: [0], features: [-1], values: [0.5], leftChildren: [-1],
            rightChildren: [-1], defaultLeft: [0], categorySets: [-1])
        #expect(margins(leaf, [.nan, 3], 1) == [0.5, 0.5])
    }

    @Test("The memory that is announced covers what is taken", arguments: OddEnsemble.Leaves.allCases)
    func announcedMemory(leaves: OddEnsemble.Leaves) {
        for seed in UInt64(0)..<6 {
            let odd = OddEnsemble(
                seed: seed, .float64, leaves, hasCategories: seed.isMultiple(of: 2), hasMissingZeros: false)
            let walker = TreeWalker(odd.ensemble, featureCount: odd.featureCount)
            #expect(walker.packed.byteCount <= TreeWalker.byteCount(of: odd.ensemble) + 64 * odd.featureCount + 4096)
        }
    }

    @Test("A set that many splits share is stored once")
    func sharedSet() {
        var ensemble = TreeEnsemble(
            treeOffsets: [0], categorySetOffsets: [0, 3_000], categoryCodes: (0..<3_000).map { 2 * Int32($0) })
        for _ in 0..<200 {
            ensemble.features += [0, -1, -1]
            ensemble.values += [0, 1, 2]
            ensemble.leftChildren += [1, -1, -1]
            ensemble.rightChildren += [2, -1, -1]
            ensemble.defaultLeft += [0, 0, 0]
            ensemble.categorySets += [0, -1, -1]
            ensemble.treeOffsets.append(Int32(ensemble.nodeCount))
            ensemble.treeGroups.append(0)
        }
        #expect(TreeWalker(ensemble, featureCount: 1).packed.byteCount < 100_000)
        #expect(margins(ensemble, [5_998, 5_997, .nan, -1], 1) == [400, 200, 400, 200])
    }
}
