import ScoringModel
import TestSupport

/// Rows in which scorers differ if they differ anywhere: on and beside the thresholds of a model's trees, missing, infinite,
/// of either zero, subnormal, and codes that no category has. The same for the same seed.
enum HostileRows {
    private static let specials: [Double] = [
        .nan, 0, -0.0, 1e-45, -1e-45, 1e-39, 1e-35, -1e-35, 1.0000000180025095e-35, -1.0000000180025095e-35, 1, -1,
        1e30,
        3.4028234663852886e38, .infinity, -.infinity,
        .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    private static let codes: [Double] = [
        .nan, -1, -0.5, -0.0, 0.9, 31, 32, 63, 64, 1000, 16_777_215, 16_777_216, 2_147_483_648, 1e18, .infinity,
        -.infinity,
    ]

    /// Row-major, `count` × features.
    static func make(_ model: Model, count: Int, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        let pools = pools(model)
        var rows: [Double] = []
        for row in 0..<count {
            // From rows of one hostile value to rows of nothing else.
            let share = Double(row % 4 + 1) / 4
            for pool in pools {
                let isHostile = Double.random(in: 0..<1, using: &random) < share
                rows.append(
                    isHostile
                        ? pool[Int.random(in: 0..<pool.count, using: &random)]
                        : Double(Int.random(in: -3..<10, using: &random)))
            }
        }
        return rows
    }

    /// What to draw from, by feature.
    private static func pools(_ model: Model) -> [[Double]] {
        var pools = model.manifest.features.map { feature in
            feature.kind == .categorical ? codes + (0..<12).map { Double($0) } : specials
        }
        guard let ensemble = model.predictor.trees else { return pools }
        for node in ensemble.features.indices where ensemble.features[node] >= 0 && ensemble.categorySets[node] < 0 {
            pools[Int(ensemble.features[node])] += beside(ensemble.values[node], ensemble.precision)
        }
        return pools
    }

    /// A threshold, its neighbours in the precision, and doubles that round to them.
    private static func beside(_ threshold: Double, _ precision: Precision) -> [Double] {
        let (below, above) =
            precision == .float32
            ? (Double(Float(threshold).nextDown), Double(Float(threshold).nextUp))
            : (threshold.nextDown, threshold.nextUp)
        return [threshold, below, above, threshold.nextDown, threshold.nextUp, threshold / 2 + above / 2]
    }
}
