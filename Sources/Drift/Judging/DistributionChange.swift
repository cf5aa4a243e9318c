import Glibc
import ScoringModel

/// How far the rows in some bins are from training's: the population stability index, and where it begins to tell.
///
/// With p the shares of training and q those of the rows, `Σ (q - p) ln(q / p)` over the bins that either has, half a row
/// added to each count. Where nothing changed, n rows against m of training give about `(1/n + 1/m) χ²(bins - 1)`, so that
/// the usual limits alone would alarm on every small sample: a limit is the larger one of the usual one and of that
/// distribution's quantile.
package struct DistributionChange: Sendable, Equatable {
    /// The conventional limits.
    package static let practicalWarning = 0.1
    package static let practicalDrift = 0.25
    /// How rarely a limit is passed though nothing changed: once in 1 000 and once in 10 000 samples.
    private static let (warningRarity, driftRarity) = (Rarity.thousandth, Rarity.tenThousandth)

    package let psi: Double
    /// A larger index is a warning, drift.
    package let warningLimit: Double
    package let driftLimit: Double
    /// Values that were compared.
    package let rows: Int
    package let trainingRows: Int
    /// Shares by bin, of training and of the rows.
    package let trainingShares: [Double]
    package let shares: [Double]

    /// Nil when either has no values.
    package init?(training: [Int], found: [Int]) {
        precondition(training.count == found.count, "bins of one reference")
        let (all, rows) = (training.reduce(0, +), found.reduce(0, +))
        guard all > 0, rows > 0 else { return nil }
        let occupied = training.indices.filter { training[$0] > 0 || found[$0] > 0 }
        let added = 0.5 * Double(occupied.count)
        psi = occupied.reduce(0) { sum, bin in
            let expected = (Double(training[bin]) + 0.5) / (Double(all) + added)
            let share = (Double(found[bin]) + 0.5) / (Double(rows) + added)
            return sum + (share - expected) * log(share / expected)
        }
        let noise = 1 / Double(rows) + 1 / Double(all)
        let freedom = occupied.count - 1
        warningLimit = max(Self.practicalWarning, noise * Self.chiSquare(freedom, Self.warningRarity))
        driftLimit = max(Self.practicalDrift, noise * Self.chiSquare(freedom, Self.driftRarity))
        self.rows = rows
        trainingRows = all
        trainingShares = training.map { Double($0) / Double(all) }
        shares = found.map { Double($0) / Double(rows) }
    }

    package var state: DriftState {
        if rows < DriftState.fewestRows { return .tooFewRows }
        return psi > driftLimit ? .drift : psi > warningLimit ? .warning : .ok
    }

    /// A share of samples, by the normal quantiles that leave it above them, and outside of them on both sides.
    struct Rarity: Sendable {
        let above: Double
        let outside: Double

        static let thousandth = Rarity(above: 3.0902, outside: 3.2905)
        static let tenThousandth = Rarity(above: 3.7190, outside: 3.8906)
    }

    /// A quantile of the χ² distribution by Wilson and Hilferty's approximation, a few per cent too large at most. With one
    /// degree of freedom, where it is worst, the square of a normal quantile is exact.
    static func chiSquare(_ freedom: Int, _ rarity: Rarity) -> Double {
        guard freedom > 1 else { return freedom == 1 ? rarity.outside * rarity.outside : 0 }
        let part = 2 / (9 * Double(freedom))
        return Double(freedom) * pow(1 - part + rarity.above * part.squareRoot(), 3)
    }
}
