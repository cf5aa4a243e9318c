import ScoringModel
import TestSupport
import Testing

@testable import Drift

@Suite struct DistributionChangeTests {
    /// By hand: `((q - p) * np.log(q / p)).sum()` with p and q the counts plus a half, divided by their sums.
    @Test(
        "The index is that of the definition",
        arguments: [
            ([50, 50], [50, 50], 0), ([50, 50], [25, 75], 0.2686767831907422),
            ([100, 100, 100, 100], [10, 200, 90, 100], 0.6801098333902751),
            ([300, 0, 100], [0, 500, 500], 8.630302228257094), ([1000, 0, 0], [100, 0, 0], 0),
        ] as [([Int], [Int], Double)])
    func index(training: [Int], found: [Int], psi: Double) throws {
        let change = try #require(DistributionChange(training: training, found: found))
        #expect(abs(change.psi - psi) < 1e-12)
    }

    /// By `scipy.stats.chi2.isf`.
    @Test(
        "Quantiles of χ² are a few per cent too large at most",
        arguments: [
            (1, 10.827566170662733, 15.136705226623397), (2, 13.815510557964274, 18.420680743952367),
            (4, 18.466826952903173, 23.512742444990838),
            (9, 27.877164871256575, 33.719948438964636), (19, 43.82019596451753, 50.795489665621886),
            (63, 103.44237731987324, 113.50499285105357),
        ])
    func quantiles(freedom: Int, thousandth: Double, tenThousandth: Double) {
        for (rarity, exact) in [(DistributionChange.Rarity.thousandth, thousandth), (.tenThousandth, tenThousandth)] {
            let ratio = DistributionChange.chiSquare(freedom, rarity) / exact
            #expect(ratio > 0.999 && ratio < 1.05, "\(ratio)")
        }
    }

    @Test("The limits are the usual ones for many rows, and wider for few")
    func limits() throws {
        let training = Array(repeating: 10_000, count: 10)
        let many = try #require(DistributionChange(training: training, found: Array(repeating: 5_000, count: 10)))
        #expect(many.warningLimit == 0.1 && many.driftLimit == 0.25)
        let few = try #require(DistributionChange(training: training, found: Array(repeating: 10, count: 10)))
        #expect(few.warningLimit > 0.27 && few.driftLimit > 0.33)
    }

    @Test("Without values there is no index, and with few no state")
    func few() throws {
        #expect(DistributionChange(training: [0, 0], found: [1, 2]) == nil)
        #expect(DistributionChange(training: [1, 2], found: [0, 0]) == nil)
        let change = try #require(DistributionChange(training: [500, 500], found: [0, 99]))
        #expect(change.state == .tooFewRows)
    }

    /// Samples of one distribution: 3 000 looks, of which the documented rate lets 3 give a warning by chance; the usual
    /// limits of 0.1 alone would be passed by most of the small ones.
    @Test(
        "Where nothing changed there is no alarm",
        arguments: [(100, 100), (100, 10_000), (300, 300), (2_000, 300), (2_000, 5_000)])
    func quiet(rows: Int, trainingRows: Int) throws {
        var generator = SeededGenerator(seed: UInt64(rows * 31 + trainingRows))
        let shares = [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.04, 0.03, 0.02, 0.01]
        func sample(_ count: Int) -> [Int] {
            var counts = Array(repeating: 0, count: shares.count)
            for _ in 0..<count {
                var rest = Double(generator.next() >> 11) * 0x1p-53
                var bin = 0
                while bin < shares.count - 1, rest >= shares[bin] {
                    rest -= shares[bin]
                    bin += 1
                }
                counts[bin] += 1
            }
            return counts
        }
        let looks = 600
        var (warnings, drifts) = (0, 0)
        for _ in 0..<looks {
            let change = try #require(DistributionChange(training: sample(trainingRows), found: sample(rows)))
            if change.state > .ok { warnings += 1 }
            if change.state == .drift { drifts += 1 }
        }
        #expect(warnings <= 4 && drifts <= 1, "\(warnings) warnings, \(drifts) drifts of \(looks)")
    }

    @Test("A shift of one standard deviation is drift in every sample", arguments: 0..<20 as Range<UInt64>)
    func shifted(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // About normal: the sum of twelve uniform numbers.
        func bins(shift: Double, _ count: Int) -> [Int] {
            var counts = Array(repeating: 0, count: 8)
            for _ in 0..<count {
                let value = (0..<12).reduce(shift - 6) { sum, _ in
                    sum + Double(generator.next() >> 11) * 0x1p-53
                }
                counts[min(7, max(0, Int((value + 2) * 2)))] += 1
            }
            return counts
        }
        let change = try #require(
            DistributionChange(training: bins(shift: 0, 500), found: bins(shift: 1, 500)))
        #expect(change.state == .drift)
    }
}
