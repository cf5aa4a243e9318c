import CScoringKernels
import ScoringModel
import Testing

@testable import ScoringEngine

@Suite struct BlockScorerTests {
    static let kernels = Kernel.supported.filter { $0.blockKernel != nil }

    @Test(
        "Every kernel of this processor gets the reference scorer's margins, to the bit",
        arguments: EnsembleShape.allCases)
    func equalsReference(shape: EnsembleShape) throws {
        let variants: [(Precision, OddEnsemble.Leaves, Bool, Bool)] = [
            (.float32, .numbers, false, false), (.float32, .numbers, true, false), (.float64, .numbers, false, true),
            (.float64, .numbers, true, true), (.float32, .vectors, true, true), (.float64, .vectors, false, false),
        ]
        for (seed, (precision, leaves, hasCategories, hasZeros)) in variants.enumerated() {
            var odd = shape.ensemble(
                seed: UInt64(seed), precision, leaves, hasCategories: hasCategories, hasMissingZeros: hasZeros)
            let (width, groups) = (odd.featureCount, odd.ensemble.groupCount)
            let rows = odd.rows(600)
            let expected = margins(of: odd.ensemble, rows, width)
            for kernel in Self.kernels {
                let scorer = try blocks(odd.ensemble, width, kernel)
                // Blocks of every width, full and not, and several of them.
                for count in [1, 63, 64, 65, 80, 81, 128, 200, 256, 320, 321, 512, 600] {
                    let found = score(scorer, Array(rows[0..<count * width]), count, groups)
                    let isEqual = found.map(\.bitPattern) == expected[0..<count * groups].map(\.bitPattern)
                    #expect(isEqual, "\(kernel) \(precision) \(leaves) \(hasCategories) \(hasZeros) \(count)")
                }
            }
        }
    }

    @Test("A kernel that this processor lacks is named, not run", arguments: Kernel.allCases)
    func lackingKernel(kernel: Kernel) throws {
        if kernel.isSupported {
            #expect(try Kernel.named(kernel.rawValue) == kernel)
        } else {
            print("kernel \(kernel.rawValue): not run, this processor lacks it")
            #expect(throws: KernelError.self) { try Kernel.named(kernel.rawValue) }
        }
    }

    @Test("An unknown kernel is an error that lists the known ones; none at all is the fastest")
    func unknownKernel() throws {
        let error = try #require(throws: KernelError.self) { try Kernel.named("sse9") }
        #expect(error.description.hasPrefix("SCORELINE_KERNEL is 'sse9', which is no kernel: this processor has "))
        #expect(error.description.hasSuffix("portable, general"))
        #expect(try Kernel.named(nil) == Kernel.supported[0])
        #expect(try Kernel.named("") == Kernel.supported[0])
    }

    @Test("What can't be packed walks, and the layout says why")
    func fallsBack() {
        let linear = OddEnsemble(seed: 1, .float64, .linear, hasCategories: false, hasMissingZeros: false)
        let scorer = BatchScorer(.trees(linear.ensemble), featureCount: linear.featureCount)
        #expect(scorer.layout.name == "walk")
        #expect(scorer.layout.reason.hasSuffix("because its leaves are linear functions of the row"))

        var many = OddEnsemble(
            seed: 2, .float64, .numbers, hasCategories: false, hasMissingZeros: false, features: 1, trees: 300,
            splits: 250...250)
        let manyCuts = BatchScorer(.trees(many.ensemble), featureCount: 1)
        #expect(manyCuts.layout.name == "bit-sliced" || manyCuts.layout.reason.contains("thresholds"))
        let rows = many.rows(100)
        var margins: [Double] = []
        manyCuts.score(rows.span, into: &margins)
        #expect(margins.map(\.bitPattern) == self.margins(of: many.ensemble, rows, 1).map(\.bitPattern))
    }

    @Test("The general kernel walks whatever the ensemble")
    func general() {
        let odd = OddEnsemble(seed: 1, .float32, .numbers, hasCategories: false, hasMissingZeros: false)
        let scorer = BatchScorer(.trees(odd.ensemble), featureCount: odd.featureCount, kernel: .general)
        #expect(scorer.layout.name == "walk")
    }

    @Test("Lanes that share a scorer do not share scratch memory")
    func concurrentCalls() async {
        var odd = EnsembleShape.sixLevels.ensemble(
            seed: 3, .float32, .numbers, hasCategories: true, hasMissingZeros: false)
        let (width, ensemble) = (odd.featureCount, odd.ensemble)
        let scorer = BatchScorer(.trees(ensemble), featureCount: width)
        let batches = (0..<8).map { _ in odd.rows(300) }
        await withTaskGroup { group in
            for rows in batches {
                let expected = margins(of: ensemble, rows, width).map(\.bitPattern)
                group.addTask {
                    var margins: [Double] = []
                    for _ in 0..<20 {
                        scorer.score(rows.span, into: &margins)
                        #expect(margins.map(\.bitPattern) == expected)
                    }
                }
            }
        }
    }

    @Test("The memory that is announced covers what is taken", arguments: EnsembleShape.allCases, kernels)
    func announcedMemory(shape: EnsembleShape, kernel: Kernel) throws {
        let odd = shape.ensemble(seed: 4, .float64, .numbers, hasCategories: true, hasMissingZeros: true)
        let layout = BatchScorer(.trees(odd.ensemble), featureCount: odd.featureCount, kernel: kernel).layout
        #expect(layout.name == "bit-sliced")
        #expect(layout.byteCount <= BatchScorer.byteCount(of: .trees(odd.ensemble)))
    }

    private func blocks(_ ensemble: TreeEnsemble, _ width: Int, _ kernel: Kernel) throws -> BlockScorer {
        let number = try #require(kernel.blockKernel)
        return BlockScorer(try BlockPacker.pack(ensemble, featureCount: width, kernel: number).blocks)
    }

    private func score(_ scorer: BlockScorer, _ rows: [Double], _ count: Int, _ groups: Int) -> [Double] {
        var margins = [Double](repeating: 7, count: count * groups)
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe margins.withUnsafeMutableBufferPointer { margins in
                unsafe scorer.score(
                    scoreline_batch(
                        rows: rows.baseAddress, margins: margins.baseAddress, count: count, rows_are_double: 1,
                        margins_are_double: 1))
            }
        }
        return margins
    }

    private func margins(of ensemble: TreeEnsemble, _ rows: [Double], _ width: Int) -> [Double] {
        let reference = ReferenceScorer(.trees(ensemble))
        return (0..<rows.count / width).flatMap {
            reference.margins(of: rows.span.extracting($0 * width..<($0 + 1) * width))
        }
    }
}
